package io.quorate.replication.ledger;

import io.quorate.replication.ledger.LedgerRows.RowKey;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Knows of every producer how much it wrote, and keeps a message's body until {@code liveBytes} of
 * log lie behind it, so that trims, promotions and snapshots are exercised. The payload of an entry
 * is the producer (8 bytes), its sequence (8 bytes) and a body of any length; a shorter one counts
 * as nobody's.
 */
public final class LedgerStateMachine implements StateMachine {
  /** The live window of a real cluster's bare log. */
  public static final long LIVE_BYTES_DEFAULT = 64L << 20;

  /**
   * What the proposer of an entry is told.
   *
   * @param ordinal which of its producer's entries this was, from 1 on; 0 for the log's own entries
   */
  public record Applied(long producer, long sequence, long ordinal) {
    static final Applied NOTHING = new Applied(0, 0, 0);
  }

  /** What a producer wrote so far; the hash covers its sequences in the order they were applied. */
  public record ProducerTotals(long count, long lastSequence, long runningHash) {
    static final ProducerTotals NONE = new ProducerTotals(0, 0, 0);

    ProducerTotals with(long sequence, int crc) {
      long hash = (runningHash ^ sequence) * 0x9E3779B97F4A7C15L + crc;
      return new ProducerTotals(count + 1, sequence, hash ^ (hash >>> 29));
    }

    byte[] encode() {
      return encoded(count, lastSequence, runningHash);
    }

    static ProducerTotals decode(ByteBuffer in) {
      return new ProducerTotals(in.getLong(), in.getLong(), in.getLong());
    }
  }

  /** Live messages side by side. A run is closed once it is long enough, and dies as a whole. */
  private record Run(long from, long to, long startOffset, long endOffset) {
    byte[] encode() {
      return encoded(to, startOffset, endOffset);
    }
  }

  private static final byte APPLIED = 'a';
  private static final byte LIVE = 'l';
  private static final byte PRODUCER = 'p';
  private static final RowKey APPLIED_ROW = new RowKey(APPLIED, 0);

  /** Bounds the number of runs, and with it the size of the state. */
  private static final int RUNS_PER_WINDOW = 64;

  private final long liveBytes;
  private final long runBytes;
  private final LedgerRows rows = new LedgerRows();
  private final ArrayDeque<Run> live = new ArrayDeque<>();

  public LedgerStateMachine(long liveBytes) {
    if (liveBytes < 1) {
      throw new IllegalArgumentException("a live window of at least 1 byte, found " + liveBytes);
    }
    this.liveBytes = liveBytes;
    this.runBytes = Math.max(1, liveBytes / RUNS_PER_WINDOW);
  }

  /**
   * The payload that this state machine understands. The client writes the same layout by hand, in
   * its {@code LedgerPayload}; a test of broker-node holds the two together.
   */
  public static ByteBuffer payload(long producer, long sequence, byte[] body) {
    return ByteBuffer.allocate(2 * Long.BYTES + body.length)
        .putLong(producer)
        .putLong(sequence)
        .put(body)
        .flip();
  }

  /**
   * The digest that a state of these rows has; equal to {@link #digest} or the state is damaged.
   */
  public static long digestOf(Iterable<Row> rows) {
    return LedgerRows.digestOf(rows);
  }

  public SortedMap<Long, ProducerTotals> producers() {
    TreeMap<Long, ProducerTotals> totals = new TreeMap<>();
    rows.ofKind(PRODUCER, (id, value) -> totals.put(id, ProducerTotals.decode(value)));
    return totals;
  }

  @Override
  public boolean knows(byte type, byte version) {
    return version == Entry.VERSION && (type == EntryType.MESSAGE || type == EntryType.DRAIN);
  }

  @Override
  public Object apply(Entry entry) {
    rows.put(APPLIED_ROW, encoded(entry.index(), entry.end().offset(), 0));
    Applied applied = EntryType.belongsToLog(entry.type()) ? Applied.NOTHING : count(entry);
    if (EntryType.isMessage(entry.type())) {
      enliven(entry);
    }
    buryBefore(entry.end().offset() - liveBytes);
    return applied;
  }

  private Applied count(Entry entry) {
    ByteBuffer payload = entry.payload();
    if (payload.remaining() < 2 * Long.BYTES) {
      return Applied.NOTHING;
    }
    long producer = payload.getLong();
    long sequence = payload.getLong();
    RowKey key = new RowKey(PRODUCER, producer);
    byte[] stored = rows.get(key);
    ProducerTotals before =
        stored == null ? ProducerTotals.NONE : ProducerTotals.decode(ByteBuffer.wrap(stored));
    ProducerTotals after = before.with(sequence, entry.crc());
    rows.put(key, after.encode());
    return new Applied(producer, sequence, after.count());
  }

  private void enliven(Entry entry) {
    long index = entry.index();
    Run run = new Run(index, index, entry.offset(), entry.end().offset());
    Run last = live.peekLast();
    if (last != null
        && last.to == index - 1
        && last.endOffset - last.startOffset + entry.size() <= runBytes) {
      live.removeLast();
      run = new Run(last.from, index, last.startOffset, run.endOffset);
    }
    live.addLast(run);
    rows.put(new RowKey(LIVE, run.from), run.encode());
  }

  private void buryBefore(long offset) {
    for (Run run = live.peekFirst(); run != null && run.endOffset <= offset; ) {
      live.removeFirst();
      rows.remove(new RowKey(LIVE, run.from));
      run = live.peekFirst();
    }
  }

  @Override
  public long digest() {
    return rows.digest();
  }

  @Override
  public IndexRanges liveBefore(long index) {
    IndexRanges.Builder ranges = new IndexRanges.Builder();
    for (Run run : live) {
      if (run.from >= index) {
        break;
      }
      ranges.add(run.from, Math.min(run.to, index - 1));
    }
    return ranges.build();
  }

  @Override
  public void checkpoint(Consumer<Row> changed) {
    rows.takeChanged(changed);
  }

  @Override
  public void snapshot(Consumer<Row> all) {
    rows.all(all);
  }

  @Override
  public void load(Iterable<Row> stored) {
    rows.load(stored);
    live.clear();
    rows.ofKind(
        LIVE,
        (from, value) ->
            live.addLast(new Run(from, value.getLong(), value.getLong(), value.getLong())));
  }

  private static byte[] encoded(long first, long second, long third) {
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .array();
  }
}
