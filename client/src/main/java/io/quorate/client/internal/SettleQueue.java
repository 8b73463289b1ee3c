package io.quorate.client.internal;

import io.quorate.client.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Settlements that wait to be sent. Tags side by side with the same settlement become one range.
 */
final class SettleQueue {
  /**
   * Deliveries side by side.
   *
   * @param toTag inclusive
   */
  record TagRange(long fromTag, long toTag, Settlement settlement) {}

  private List<TagRange> waiting = new ArrayList<>();

  void add(TagRange range) {
    append(waiting, range);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** All that waits, in the order of tags. */
  List<TagRange> takeAll() {
    waiting.sort(Comparator.comparingLong(TagRange::fromTag));
    List<TagRange> taken = new ArrayList<>();
    waiting.forEach(range -> append(taken, range));
    waiting = new ArrayList<>();
    return taken;
  }

  private static void append(List<TagRange> ranges, TagRange range) {
    int last = ranges.size() - 1;
    if (last >= 0 && continues(ranges.get(last), range)) {
      ranges.set(last, new TagRange(ranges.get(last).fromTag(), range.toTag(), range.settlement()));
    } else {
      ranges.add(range);
    }
  }

  private static boolean continues(TagRange before, TagRange range) {
    return range.fromTag() == before.toTag() + 1 && range.settlement().equals(before.settlement());
  }
}
