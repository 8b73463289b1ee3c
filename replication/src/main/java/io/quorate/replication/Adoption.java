package io.quorate.replication;

import io.quorate.replication.message.Inventory;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.NodeId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which log a candidate must lead with, and where the entries that it lacks are to be had. Pure:
 * from the inventories of those who promised.
 */
final class Adoption {
  /** More than fit into one answer anyway, unless they are tiny. */
  private static final int STRETCH_ENTRIES_MAX = 16_384;

  /** What to do next. */
  sealed interface Step {
    /** Nothing is missing. */
    record Done(long targetIndex) implements Step {}

    /** This stretch is to be fetched from there; it is intact there. */
    record FetchFrom(NodeId donor, long fromInclusive, long toInclusive) implements Step {}

    /** An entry is known to be there but readable nowhere yet: wait for more inventories. */
    record Wait(long index) implements Step {}

    /** The log begins after ours ends: somebody else must lead, or send a snapshot. */
    record NeedsSnapshot(NodeId from) implements Step {}
  }

  private final NodeId self;
  private final TreeMap<NodeId, Inventory> inventories;
  private final int majority;
  private final NodeId best;

  Adoption(NodeId self, Map<NodeId, Inventory> inventories, int majority, Rules rules) {
    this.self = self;
    this.inventories = new TreeMap<>(inventories);
    this.majority = majority;
    NodeId chosen = self;
    for (NodeId node : this.inventories.keySet()) {
      if (rules.isBetterDonor(inventory(node), inventory(chosen))) {
        chosen = node;
      }
    }
    best = chosen;
  }

  NodeId best() {
    return best;
  }

  /** The log to lead with, as far as it is not proven that its end never was committed. */
  LogOutline target() {
    LogOutline target = inventory(best).outline();
    for (IndexRanges.Range range : inventory(best).corrupt().ranges()) {
      for (long index = range.from(); index <= range.to(); index++) {
        if (source(target, index) == null && lacking(target, index) >= majority) {
          return target.truncatedAfter(index - 1);
        }
      }
    }
    return target;
  }

  /**
   * The next step for a candidate whose log has this shape, and these unreadable entries, by now.
   */
  Step next(LogOutline mine, IndexRanges corrupt) {
    LogOutline target = target();
    long common = mine.commonEnd(target);
    if (common < 0) {
      return new Step.NeedsSnapshot(best);
    }
    IndexRanges damaged = corrupt.below(common + 1);
    if (!damaged.isEmpty()) {
      // The target may be trimmed beyond it; up to the common end, this log names the same entries.
      return stretch(mine, damaged.first(), damaged.first());
    }
    return common == target.lastIndex()
        ? new Step.Done(common)
        : stretch(target, common + 1, target.lastIndex());
  }

  private Step stretch(LogOutline target, long from, long to) {
    NodeId donor = source(target, from);
    if (donor == null) {
      return new Step.Wait(from);
    }
    long end = from;
    long last = Math.min(to, from + STRETCH_ENTRIES_MAX - 1);
    while (end < last && isIntactAt(donor, target, end + 1)) {
      end++;
    }
    return new Step.FetchFrom(donor, from, end);
  }

  private @Nullable NodeId source(LogOutline target, long index) {
    if (!best.equals(self) && isIntactAt(best, target, index)) {
      return best;
    }
    for (NodeId node : inventories.keySet()) {
      if (!node.equals(self) && isIntactAt(node, target, index)) {
        return node;
      }
    }
    return null;
  }

  private boolean isIntactAt(NodeId node, LogOutline target, long index) {
    Inventory inventory = inventory(node);
    return index >= inventory.outline().firstIndex()
        && holdsSame(inventory, target, index)
        && !inventory.corrupt().contains(index);
  }

  private long lacking(LogOutline target, long index) {
    return inventories.values().stream().filter(i -> !holdsSame(i, target, index)).count();
  }

  private static boolean holdsSame(Inventory inventory, LogOutline target, long index) {
    LogOutline outline = inventory.outline();
    return index <= outline.base().index()
        || (outline.covers(index) && outline.epochAt(index) == target.epochAt(index));
  }

  private Inventory inventory(NodeId node) {
    Inventory inventory = inventories.get(node);
    if (inventory == null) {
      throw new IllegalArgumentException("node " + node + " has not promised");
    }
    return inventory;
  }
}
