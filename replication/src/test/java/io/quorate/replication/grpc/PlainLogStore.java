package io.quorate.replication.grpc;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Promise;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A disk that never fails and syncs at once; begins empty and takes no snapshots. */
final class PlainLogStore implements LogStore {
  private final LogStoreEvents events;
  private final TreeMap<Long, Entry> log = new TreeMap<>();

  PlainLogStore(LogStoreEvents events) {
    this.events = events;
  }

  @Override
  public StoredLog recover() {
    return new StoredLog(
        Promise.NONE,
        LogEnd.START,
        LogEnd.START,
        LogOutline.EMPTY,
        new TreeMap<>(),
        null,
        List.of(),
        IndexRanges.NONE,
        IndexRanges.NONE,
        false);
  }

  @Override
  public void write(LogWrite write) {
    for (LogOp op : write.ops()) {
      if (op instanceof LogOp.Append append) {
        append.entries().forEach(entry -> log.put(entry.index(), entry));
      } else if (op instanceof LogOp.TruncateAfter truncate) {
        log.tailMap(truncate.index(), false).clear();
      }
    }
    events.onSynced(write.token());
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : log.subMap(fromInclusive, true, toInclusive, true).values()) {
      bytes += entry.size();
      if (bytes > bytesMax && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    events.onRead(token, entries);
  }

  @Override
  public void readSnapshot(long token, long snapshotId) {
    throw new UnsupportedOperationException("no snapshots here");
  }

  @Override
  public void closeSnapshot(long snapshotId) {}

  @Override
  public void noteAccepted(LogPosition position) {}
}
