package io.quorate.client.admin;

import io.quorate.client.admin.LogHistory.Producer;
import io.quorate.client.admin.LogHistory.Told;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Holds one node's log against what producers were told: what was confirmed is there, once, where
 * it was said to be and with the same bytes; what was refused is not; what is unknown is there once
 * at most; and each producer's entries are in their order. Fed with the entries in the order of the
 * log. Not safe for threads.
 */
public final class LogVerifier {
  /**
   * What was found.
   *
   * @param confirmedFound of those confirmed
   * @param confirmedTrimmed confirmed before the first entry that the node holds
   * @param unknownFound of those whose outcome was unknown
   * @param differences the first of them, in words
   */
  public record Report(
      long firstIndex,
      long lastIndex,
      long entries,
      long confirmedFound,
      long confirmedTrimmed,
      long unknownFound,
      long differenceCount,
      List<String> differences) {
    public boolean isClean() {
      return differenceCount == 0;
    }
  }

  private static final int DIFFERENCES_SHOWN_MAX = 20;

  private final Map<Long, Producer> producers = new HashMap<>();
  private final Map<Long, BitSet> seen = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private long differenceCount;
  private long firstIndex;
  private long lastIndex;
  private long confirmedFound;
  private long unknownFound;

  public LogVerifier(LogHistory history) {
    for (Producer producer : history.producers()) {
      producers.put(producer.id(), producer);
      seen.put(producer.id(), new BitSet());
    }
  }

  public static int crcOf(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  public void take(LogEntry entry) {
    if (firstIndex == 0) {
      firstIndex = entry.index();
    } else if (entry.index() != lastIndex + 1) {
      differ("entry %d follows entry %d", entry.index(), lastIndex);
    }
    lastIndex = entry.index();
    if (entry.isNumbered()) {
      check(entry, LedgerPayload.decode(entry.payload()));
    }
  }

  private void check(LogEntry entry, LedgerPayload payload) {
    Producer producer = producers.get(payload.producer());
    BitSet seenOfProducer = seen.get(payload.producer());
    if (producer == null || seenOfProducer == null || !isKnown(payload, producer)) {
      return;
    }
    int sequence = (int) payload.sequence();
    if (seenOfProducer.get(sequence)) {
      differ("%s is there twice, again at index %d", name(producer, sequence), entry.index());
      return;
    }
    seenOfProducer.set(sequence);
    switch (producer.told(sequence)) {
      case CONFIRMED -> checkConfirmed(entry, producer, sequence);
      case REFUSED ->
          differ("%s was refused, but is at index %d", name(producer, sequence), entry.index());
      case UNKNOWN -> unknownFound++;
      case NOTHING -> {}
    }
  }

  private static boolean isKnown(LedgerPayload payload, Producer producer) {
    return payload.sequence() >= 1 && payload.sequence() <= producer.last();
  }

  private void checkConfirmed(LogEntry entry, Producer producer, int sequence) {
    if (producer.index(sequence) != entry.index()) {
      differ(
          "%s was confirmed at index %d, but is at %d",
          name(producer, sequence), producer.index(sequence), entry.index());
    } else if (producer.crc(sequence) != crcOf(entry.payload())) {
      differ("%s at index %d has other bytes", name(producer, sequence), entry.index());
    } else {
      confirmedFound++;
    }
  }

  /** To be asked once all entries have been taken. */
  public Report report() {
    long trimmed = 0;
    for (Producer producer : producers.values()) {
      trimmed += checkAllThere(producer, seen.getOrDefault(producer.id(), new BitSet()));
    }
    return new Report(
        firstIndex,
        lastIndex,
        firstIndex == 0 ? 0 : lastIndex - firstIndex + 1,
        confirmedFound,
        trimmed,
        unknownFound,
        differenceCount,
        List.copyOf(differences));
  }

  /** Returns how many confirmed entries lie before what the node holds. */
  private long checkAllThere(Producer producer, BitSet seenOfProducer) {
    long trimmed = 0;
    long indexBefore = 0;
    for (int sequence = 1; sequence <= producer.last(); sequence++) {
      if (producer.told(sequence) != Told.CONFIRMED) {
        continue;
      }
      long index = producer.index(sequence);
      if (index <= indexBefore) {
        differ(
            "%s is at index %d, an earlier one at %d",
            name(producer, sequence), index, indexBefore);
      }
      indexBefore = Math.max(index, indexBefore);
      if (index < firstIndex) {
        trimmed++;
      } else if (!seenOfProducer.get(sequence)) {
        differ("%s was confirmed at index %d, but is lost", name(producer, sequence), index);
      }
    }
    return trimmed;
  }

  private static String name(Producer producer, int sequence) {
    return "entry %d of producer %d".formatted(sequence, producer.id());
  }

  private void differ(String text, Object... values) {
    differenceCount++;
    if (differences.size() < DIFFERENCES_SHOWN_MAX) {
      differences.add(text.formatted(values));
    }
  }
}
