package io.quorate.replication.sim;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.List;
import java.util.TreeMap;

/**
 * One process's view of a group's log on a {@link SimDisk}: the platter and what is queued for it.
 */
public final class MemoryLogStore implements LogStore {
  private static final long MICROS = 1_000L;
  private static final long NOTE_NANOS_MAX = 50_000 * MICROS;
  private static final int CHUNK_ROWS = 8;
  private static final int CHUNK_ENTRIES = 16;

  /** A state held open for reading; how much of it was handed out already. */
  private static final class OpenSnapshot {
    final List<Row> rows;
    final List<Entry> kept;
    int rowsRead;
    int keptRead;

    OpenSnapshot(List<Row> rows, List<Entry> kept) {
      this.rows = rows;
      this.kept = kept;
    }
  }

  private final SimDisk disk;
  private final GroupId group;
  private final LogStoreEvents events;
  private final GroupImage view;
  private final TreeMap<Long, OpenSnapshot> snapshots = new TreeMap<>();
  private boolean noting;
  private long answeredNanos;

  public MemoryLogStore(SimDisk disk, GroupId group, LogStoreEvents events) {
    this.disk = disk;
    this.group = group;
    this.events = events;
    if (disk.mutant() == Mutant.M25_CORRUPT_IS_ABSENT) {
      disk.platter(group).cutBeforeRot();
    }
    this.view = disk.platter(group).copy();
    disk.opened(this);
  }

  GroupId group() {
    return group;
  }

  LogStoreEvents events() {
    return events;
  }

  /** The log as this process believes it to be: what is durable, and what it has queued. */
  public GroupImage view() {
    return view;
  }

  @Override
  public StoredLog recover() {
    return disk.mutant() == Mutant.M6_PROMISED_EPOCH_LEADS
        ? view.labelledWithPromise()
        : view.recover();
  }

  @Override
  public void write(LogWrite write) {
    for (LogOp op : write.ops()) {
      disk.observer().queueing(group, op);
      view.perform(op);
    }
    disk.enqueue(this, write);
  }

  void checkpointDurable(GroupImage platter, LogOp.SaveCheckpoint save) {
    if (save.snapshotId() > 0 && disk.isOpen(this)) {
      snapshots.put(
          save.snapshotId(), new OpenSnapshot(platter.rows(), platter.bodies(save.live())));
    }
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    List<Entry> found = view.readable(fromInclusive, toInclusive, bytesMax);
    answer(() -> events.onRead(token, found));
  }

  @Override
  public void readSnapshot(long token, long snapshotId) {
    OpenSnapshot snapshot = snapshots.get(snapshotId);
    if (snapshot == null) {
      throw new IllegalStateException("snapshot " + snapshotId + " is not open");
    }
    List<Row> rows = next(snapshot.rows, snapshot.rowsRead, CHUNK_ROWS);
    snapshot.rowsRead += rows.size();
    List<Entry> kept = next(snapshot.kept, snapshot.keptRead, CHUNK_ENTRIES);
    snapshot.keptRead += kept.size();
    boolean last =
        snapshot.rowsRead == snapshot.rows.size() && snapshot.keptRead == snapshot.kept.size();
    answer(() -> events.onSnapshotChunk(token, rows, kept, last));
  }

  private static <T> List<T> next(List<T> all, int from, int countMax) {
    return List.copyOf(all.subList(from, Math.min(all.size(), from + countMax)));
  }

  @Override
  public void closeSnapshot(long snapshotId) {
    snapshots.remove(snapshotId);
  }

  @Override
  public void noteAccepted(LogPosition position) {
    if (position.isAfter(view.accepted())) {
      view.accepted(position);
    }
    if (!noting) {
      noting = true;
      disk.timeline().after(disk.random().nextLong(NOTE_NANOS_MAX), this::writeNote);
    }
  }

  private void writeNote() {
    noting = false;
    if (disk.isOpen(this)) {
      disk.platter(group).accepted(view.accepted());
    }
  }

  /** Answers come in the order of the questions. */
  private void answer(Runnable event) {
    long nanos = disk.timeline().nanos() + disk.readNanos();
    answeredNanos = Math.max(answeredNanos, nanos);
    disk.timeline()
        .after(
            answeredNanos - disk.timeline().nanos(),
            () -> {
              if (disk.isOpen(this)) {
                event.run();
              }
            });
  }
}
