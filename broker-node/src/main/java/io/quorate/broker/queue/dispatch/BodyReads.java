package io.quorate.broker.queue.dispatch;

import io.quorate.replication.model.Entry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BodyReader}s share: how much is read at once, and how much of what was read may stay
 * in memory. A reader gets at least one entry out of each of its reads, however many there are.
 */
final class BodyReads {
  static final int READ_ENTRIES_MAX = 4_096;

  private static final int READS_MAX = 16;
  private static final long HELD_BYTES_MAX = 48L << 20;

  private final Outlet outlet;
  private final ArrayDeque<BodyReader> waiting = new ArrayDeque<>();

  /** Readers that hold a chunk, the one that was read longest ago first. */
  private final LinkedHashSet<BodyReader> holders = new LinkedHashSet<>();

  private long heldBytes;
  private int reads;

  BodyReads(Outlet outlet) {
    this.outlet = outlet;
  }

  @Nullable Entry cached(long index) {
    return outlet.cached(index);
  }

  void read(BodyReader reader) {
    if (reads < READS_MAX) {
      start(reader);
    } else {
      waiting.add(reader);
    }
  }

  private void start(BodyReader reader) {
    reads++;
    outlet.read(
        reader.wantedFrom(),
        reader.wantedTo(),
        entries -> {
          reads--;
          take(reader, entries);
          BodyReader next = waiting.poll();
          if (next != null) {
            start(next);
          }
        });
  }

  private void take(BodyReader reader, List<Entry> entries) {
    if (reader.isClosed()) {
      return;
    }
    drop(reader);
    holders.add(reader);
    heldBytes += reader.onRead(entries);
    for (Iterator<BodyReader> oldest = holders.iterator(); heldBytes > HELD_BYTES_MAX; ) {
      BodyReader other = oldest.next();
      if (other == reader) {
        break;
      }
      oldest.remove();
      heldBytes -= other.dropChunk();
    }
  }

  void drop(BodyReader reader) {
    if (holders.remove(reader)) {
      heldBytes -= reader.dropChunk();
    }
  }
}
