package io.quorate.client.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What producers were told about their entries, to hold against the log. A producer numbers its
 * entries from 1 on without gaps. Some 16 bytes an entry. Safe for many threads.
 */
public final class LogHistory {
  /** What is known of an entry. */
  public enum Told {
    /** Nothing, or not yet. */
    NOTHING,
    CONFIRMED,
    REFUSED,
    UNKNOWN
  }

  /** What one producer was told. */
  public static final class Producer {
    private final long id;
    private Told[] told = new Told[64];
    private long[] indexes = new long[64];
    private int[] crcs = new int[64];
    private int last;

    private Producer(long id) {
      this.id = id;
      Arrays.fill(told, Told.NOTHING);
    }

    public long id() {
      return id;
    }

    /** The highest sequence of which anything is known. */
    public synchronized int last() {
      return last;
    }

    public synchronized Told told(int sequence) {
      return sequence < 1 || sequence > last ? Told.NOTHING : told[sequence];
    }

    /** Where a confirmed entry is. */
    public synchronized long index(int sequence) {
      return indexes[sequence];
    }

    /** Of a confirmed entry's payload. */
    public synchronized int crc(int sequence) {
      return crcs[sequence];
    }

    private synchronized void put(int sequence, Told what, long index, int crc) {
      if (sequence < 1) {
        throw new IllegalArgumentException("expected a sequence from 1 on, found " + sequence);
      }
      if (sequence >= told.length) {
        int before = told.length;
        int length = Math.max(sequence + 1, told.length * 2);
        told = Arrays.copyOf(told, length);
        Arrays.fill(told, before, length, Told.NOTHING);
        indexes = Arrays.copyOf(indexes, length);
        crcs = Arrays.copyOf(crcs, length);
      }
      told[sequence] = what;
      indexes[sequence] = index;
      crcs[sequence] = crc;
      last = Math.max(last, sequence);
    }
  }

  private final Map<Long, Producer> producers = new TreeMap<>();

  /**
   * Notes how an append ended.
   *
   * @param crc of the payload, see {@link LogVerifier#crcOf}
   */
  public void ended(long producer, int sequence, int crc, AppendOutcome outcome) {
    if (outcome instanceof AppendOutcome.Confirmed confirmed) {
      producer(producer).put(sequence, Told.CONFIRMED, confirmed.index(), crc);
    } else {
      boolean isRefused = outcome instanceof AppendOutcome.Refused;
      producer(producer).put(sequence, isRefused ? Told.REFUSED : Told.UNKNOWN, 0, 0);
    }
  }

  private synchronized Producer producer(long id) {
    return producers.computeIfAbsent(id, Producer::new);
  }

  public synchronized Collection<Producer> producers() {
    return producers.values().stream().toList();
  }

  public long count(Told what) {
    long count = 0;
    for (Producer producer : producers()) {
      for (int sequence = 1; sequence <= producer.last(); sequence++) {
        count += producer.told(sequence) == what ? 1 : 0;
      }
    }
    return count;
  }

  /** One line for each entry: what was told, producer, sequence, index, checksum. */
  public static String line(long producer, int sequence, int crc, AppendOutcome outcome) {
    String entry = producer + " " + sequence;
    if (outcome instanceof AppendOutcome.Confirmed confirmed) {
      return "confirmed %s %d %08x".formatted(entry, confirmed.index(), crc);
    }
    return (outcome instanceof AppendOutcome.Refused ? "refused " : "unknown ") + entry;
  }

  /** Reads lines as {@link #line} writes them. */
  public static LogHistory read(Path file) throws IOException {
    LogHistory history = new LogHistory();
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank() && !history.take(line.split(" ", -1))) {
          throw new IOException(
              "%s, line %d: expected 'confirmed PRODUCER SEQUENCE INDEX CRC', 'refused PRODUCER SEQUENCE' or 'unknown PRODUCER SEQUENCE', found '%s'"
                  .formatted(file, number, line));
        }
      }
    }
    return history;
  }

  private boolean take(String[] words) {
    try {
      Told what = Told.valueOf(words[0].toUpperCase(Locale.ROOT));
      if (what == Told.NOTHING || words.length != (what == Told.CONFIRMED ? 5 : 3)) {
        return false;
      }
      boolean isConfirmed = what == Told.CONFIRMED;
      producer(Long.parseLong(words[1]))
          .put(
              Integer.parseInt(words[2]),
              what,
              isConfirmed ? Long.parseLong(words[3]) : 0,
              isConfirmed ? Integer.parseUnsignedInt(words[4], 16) : 0);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
