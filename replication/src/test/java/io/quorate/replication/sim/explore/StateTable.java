package io.quorate.replication.sim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Every state seen: its digest, and the choice that led to it from an earlier one. A state has some
 * thirty bytes here. That two states share their 64 bits is to be feared, at three million states,
 * once in four million explorations.
 */
final class StateTable {
  private static final int FREE = -1;

  private long[] digests = new long[1 << 10];
  private int[] parents = new int[1 << 10];
  private short[] choices = new short[1 << 10];
  private int[] slots = freeSlots(1 << 12);
  private int size;

  private static int[] freeSlots(int count) {
    int[] slots = new int[count];
    Arrays.fill(slots, FREE);
    return slots;
  }

  int size() {
    return size;
  }

  /** Adds the state unless it was seen before; says whether it is new. The first has no parent. */
  boolean add(long digest, int parent, short choice) {
    int slot = slotOf(digest);
    if (slots[slot] != FREE) {
      return false;
    }
    if (size == digests.length) {
      digests = Arrays.copyOf(digests, 2 * size);
      parents = Arrays.copyOf(parents, 2 * size);
      choices = Arrays.copyOf(choices, 2 * size);
    }
    digests[size] = digest;
    parents[size] = parent;
    choices[size] = choice;
    slots[slot] = size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return true;
  }

  /** Where the digest stands or would stand. */
  private int slotOf(long digest) {
    int mask = slots.length - 1;
    int slot = (int) (digest >>> 20) & mask;
    while (slots[slot] != FREE && digests[slots[slot]] != digest) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void rehash() {
    slots = freeSlots(2 * slots.length);
    for (int state = 0; state < size; state++) {
      slots[slotOf(digests[state])] = state;
    }
  }

  /** The choices that lead from the first state to this one. */
  List<Choice> pathTo(int state) {
    List<Choice> path = new ArrayList<>();
    for (int at = state; at > 0; at = parents[at]) {
      path.add(Choice.unpacked(choices[at]));
    }
    Collections.reverse(path);
    return path;
  }
}
