package io.quorate.replication;

import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a master knows of one replica in the present stream, and what it ships to it next. A stream
 * begins anew, and counts from nothing, whenever the logs have to be compared again.
 */
final class ReplicaProgress {
  enum State {
    /** Asked where it stands. */
    OPENING,
    SHIPPING,
    SNAPSHOT
  }

  private record InFlight(long lastIndex, long bytes) {}

  private final Group group;
  private final long epoch;
  final NodeId node;

  private State state = State.OPENING;
  private long stream = 0;
  private @Nullable UUID storageUuid;
  private @Nullable Member life;
  private long accepted = 0;

  /**
   * Over all streams of this reign: the highest index that this disk accepted, and in which start.
   */
  private long remembered = 0;

  private boolean counts;
  private long next;
  private @Nullable LogEnd before;
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private long inFlightBytes;
  private boolean reading;
  private long heardNanos;
  private long sentNanos;
  private long progressNanos;
  private @Nullable SnapshotShipping snapshot;

  ReplicaProgress(Group group, long epoch, NodeId node) {
    this.group = group;
    this.epoch = epoch;
    this.node = node;
    this.heardNanos = group.now();
  }

  // ── what is known ──

  State state() {
    return state;
  }

  @Nullable UUID storageUuid() {
    return storageUuid;
  }

  /** In this stream: the log is equal and synced up to here. */
  long accepted() {
    return accepted;
  }

  long heardNanos() {
    return heardNanos;
  }

  long lagBytes(LogEnd end) {
    LogEnd known = group.journal.endAt(accepted);
    return known == null
        ? end.offset() - group.journal.base().offset()
        : end.offset() - known.offset();
  }

  void heard(Member itsLife, UUID uuid) {
    heardNanos = group.now();
    boolean anotherLife = life != null && !life.equals(itsLife);
    life = itsLife;
    if (!uuid.equals(storageUuid)) {
      // Another disk: nothing that the old one accepted says anything about this one.
      storageUuid = uuid;
      remembered = 0;
      anotherLife = true;
    }
    if (anotherLife) {
      counts = false;
      if (state != State.OPENING) {
        // What the stream was begun with, the earlier life has said: this one may hold less.
        open();
      }
    }
  }

  /** After a pause of our own: it may have spoken meanwhile. */
  void forgiveSilence() {
    heardNanos = group.now();
    progressNanos = group.now();
  }

  boolean isCurrent(long itsEpoch, long itsStream) {
    return group.rules.belongsTo(epoch, stream, itsEpoch, itsStream);
  }

  // ── streams ──

  /** Begins from what a promise has already told, without asking again. */
  void openWith(Member itsLife, UUID uuid, Inventory inventory) {
    life = itsLife;
    storageUuid = uuid;
    // Only a disk whose start is confirmed promises; a later life of it may be an older image.
    counts = true;
    stream++;
    begin(inventory);
  }

  void open() {
    pause();
    sendOpen();
  }

  /** The replica cannot take anything at present: it is asked again with the next heartbeat. */
  void pause() {
    closeSnapshot();
    stream++;
    state = State.OPENING;
    accepted = 0;
    clearWindow();
  }

  private void sendOpen() {
    sentNanos = group.now();
    group.outbox.send(node, new Message.OpenStream(epoch, stream));
  }

  private void clearWindow() {
    inFlight.clear();
    inFlightBytes = 0;
    reading = false;
    before = null;
    progressNanos = group.now();
  }

  /** The replica has forgotten what it had accepted from us: its disk is not the one it was. */
  boolean hasForgotten(Inventory inventory) {
    return inventory.outline().lastIndex() < remembered;
  }

  /**
   * A start that the coordinator has not confirmed may be that of an old image: it does not count.
   */
  void onOpened(Message.StreamOpened opened) {
    counts = opened.bootConfirmed();
    begin(opened.inventory());
  }

  private void begin(Inventory inventory) {
    clearWindow();
    long common = group.journal.outline().commonEnd(inventory.outline());
    IndexRanges mendable =
        inventory.corrupt().minus(IndexRanges.of(0, group.journal.base().index()));
    if (!mendable.isEmpty()) {
      common = Math.min(common, mendable.first() - 1);
    }
    if (common < group.journal.base().index()) {
      state = State.SNAPSHOT;
      return;
    }
    state = State.SHIPPING;
    next = common + 1;
    before = group.journal.endAt(common);
  }

  void again(Inventory inventory) {
    closeSnapshot();
    stream++;
    accepted = 0;
    begin(inventory);
  }

  /** It cannot go on with what it holds, and this log does not reach back to mend that. */
  void needsSnapshot() {
    pause();
    state = State.SNAPSHOT;
  }

  // ── shipping ──

  /**
   * Ships what the window allows; from memory as much as there is, from disk one chunk at a time.
   */
  void ship() {
    if (state == State.SNAPSHOT) {
      shipSnapshot();
    }
    while (state == State.SHIPPING
        && !reading
        && next <= group.journal.lastIndex()
        && inFlightBytes < group.limits().windowBytesMax()) {
      LogEnd known = before;
      List<Entry> entries =
          known == null ? List.of() : group.reads.cached(next, group.journal.lastIndex());
      if (known == null || entries.isEmpty()) {
        readOn();
      } else {
        send(known, entries);
      }
    }
  }

  private void readOn() {
    reading = true;
    long asked = stream;
    Role owner = group.role();
    if (next - 1 < group.journal.base().index()) {
      // The head has moved past what this replica needs next.
      open();
      return;
    }
    EntryReads.Reader sender =
        (end, entries) -> {
          if (stream == asked && state == State.SHIPPING && group.role() == owner) {
            reading = false;
            before = end;
            send(end, entries);
          }
        };
    LogEnd known = before;
    if (known != null) {
      group.reads.after(known, group.journal.lastIndex(), sender);
    } else {
      // May give only the end that was missing, if the next entry is large.
      group.reads.after(next - 1, group.journal.lastIndex(), sender);
    }
  }

  private void send(LogEnd after, List<Entry> entries) {
    group.outbox.send(node, new Message.Ship(epoch, stream, after, entries, group.commitIndex()));
    sentNanos = group.now();
    if (!entries.isEmpty()) {
      if (inFlight.isEmpty()) {
        progressNanos = group.now();
      }
      LogEnd end = entries.get(entries.size() - 1).end();
      inFlight.add(new InFlight(end.index(), end.offset() - after.offset()));
      inFlightBytes += end.offset() - after.offset();
      next = end.index() + 1;
      before = end;
    }
  }

  void onTick() {
    boolean stuck = !inFlight.isEmpty() && group.now() - progressNanos > group.timeouts().resend();
    if (stuck) {
      open();
    } else if (group.now() - sentNanos >= group.timeouts().heartbeat()) {
      heartbeat();
    }
    SnapshotShipping present = snapshot;
    if (present != null && !present.onTick()) {
      open();
    }
  }

  private void heartbeat() {
    LogEnd known = before;
    if (state == State.SHIPPING && known != null) {
      send(known, List.of());
    } else {
      sendOpen();
    }
  }

  void onAccepted(long upTo, boolean bootConfirmed) {
    counts |= bootConfirmed;
    if (upTo > group.journal.lastIndex() || !counts) {
      return;
    }
    if (state == State.SNAPSHOT) {
      onSnapshotInstalled(upTo);
    }
    if (upTo > accepted) {
      accepted = upTo;
      progressNanos = group.now();
    }
    remembered = Math.max(remembered, upTo);
    while (!inFlight.isEmpty() && inFlight.peek().lastIndex <= upTo) {
      inFlightBytes -= inFlight.remove().bytes;
    }
  }

  // ── snapshots ──

  private void shipSnapshot() {
    if (snapshot == null) {
      Retention.Snapshot opened = group.retention.openSnapshot();
      if (opened != null) {
        snapshot = new SnapshotShipping(group, node, epoch, stream, opened);
      }
    }
    SnapshotShipping present = snapshot;
    if (present != null) {
      present.advance();
    }
  }

  void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
    SnapshotShipping present = snapshot;
    if (present != null) {
      present.onChunk(token, rows, kept, last);
    }
  }

  void onSnapshotTaken(Message.SnapshotTaken taken) {
    SnapshotShipping present = snapshot;
    if (present != null && isCurrent(taken.epoch(), taken.stream())) {
      present.onTaken(taken);
    }
  }

  private void onSnapshotInstalled(long upTo) {
    SnapshotShipping present = snapshot;
    if (present != null && upTo == present.end().index()) {
      LogEnd end = present.end();
      closeSnapshot();
      clearWindow();
      state = State.SHIPPING;
      next = end.index() + 1;
      before = end;
    }
  }

  void closeSnapshot() {
    SnapshotShipping present = snapshot;
    if (present != null) {
      group.retention.closeSnapshot(present.id());
      snapshot = null;
    }
  }
}
