package io.quorate.client.history;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A small state for each sequence from 1 on, 0 until set. Costs a byte where states differ, and
 * next to nothing for each run of {@link #CHUNK} that have come to the same one, as all but the
 * latest messages of a healthy run have.
 */
final class StateRuns {
  static final int CHUNK = 4096;
  static final int STATES = 32;

  /** The states of a chunk that are not all the same, and how often each occurs. */
  private static final class Chunk {
    private final byte[] states = new byte[CHUNK];
    private final short[] counts = new short[STATES];

    private Chunk(int state) {
      Arrays.fill(states, (byte) state);
      counts[state] = CHUNK;
    }

    /** Returns how many are in that state now. */
    private int put(int slot, int state) {
      counts[states[slot]]--;
      states[slot] = (byte) state;
      return ++counts[state];
    }
  }

  /** The state of every sequence of a chunk that has no entry in {@link #mixed}. */
  private byte[] uniform = new byte[16];

  private @Nullable Chunk[] mixed = new @Nullable Chunk[16];

  int get(long sequence) {
    int index = chunkOf(sequence);
    if (index >= uniform.length) {
      return 0;
    }
    Chunk chunk = mixed[index];
    return chunk == null ? uniform[index] : chunk.states[slotOf(sequence)];
  }

  void set(long sequence, int state) {
    int index = chunkOf(sequence);
    if (state == get(sequence)) {
      return;
    }
    reserve(index);
    Chunk chunk = mixed[index];
    if (chunk == null) {
      chunk = new Chunk(uniform[index]);
      mixed[index] = chunk;
    }
    if (chunk.put(slotOf(sequence), state) == CHUNK) {
      uniform[index] = (byte) state;
      mixed[index] = null;
    }
  }

  private void reserve(int index) {
    if (index >= uniform.length) {
      int length = Math.max(index + 1, uniform.length * 2);
      uniform = Arrays.copyOf(uniform, length);
      mixed = Arrays.copyOf(mixed, length);
    }
  }

  /**
   * How many are in a wanted state.
   *
   * @param wanted never true of 0
   */
  long count(IntPredicate wanted) {
    long count = 0;
    for (int index = 0; index < uniform.length; index++) {
      Chunk chunk = mixed[index];
      if (chunk == null) {
        count += wanted.test(uniform[index]) ? CHUNK : 0;
      } else {
        count += count(chunk, wanted);
      }
    }
    return count;
  }

  private static long count(Chunk chunk, IntPredicate wanted) {
    long count = 0;
    for (int state = 0; state < STATES; state++) {
      count += wanted.test(state) ? chunk.counts[state] : 0;
    }
    return count;
  }

  /**
   * Names those in a wanted state, in their order.
   *
   * @param wanted never true of 0
   */
  void forEach(IntPredicate wanted, LongConsumer action) {
    for (int index = 0; index < uniform.length; index++) {
      Chunk chunk = mixed[index];
      if (chunk == null ? wanted.test(uniform[index]) : count(chunk, wanted) > 0) {
        for (int slot = 0; slot < CHUNK; slot++) {
          if (chunk == null || wanted.test(chunk.states[slot])) {
            action.accept((long) index * CHUNK + slot + 1);
          }
        }
      }
    }
  }

  /** Of the arrays alone. */
  long bytesHeld() {
    long chunks = Arrays.stream(mixed).filter(chunk -> chunk != null).count();
    return chunks * (CHUNK + 2 * STATES) + 5L * uniform.length;
  }

  private static int chunkOf(long sequence) {
    return Math.toIntExact((sequence - 1) / CHUNK);
  }

  private static int slotOf(long sequence) {
    return (int) ((sequence - 1) % CHUNK);
  }
}
