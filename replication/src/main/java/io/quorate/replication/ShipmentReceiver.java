package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a replica or a learner takes what the master ships: entries, heartbeats, snapshots. */
final class ShipmentReceiver {
  /** A snapshot on its way in. Nothing of it counts before the switch is on disk. */
  private static final class Installation {
    final Message.SnapshotBegin begin;
    final SnapshotChecksum checksum = new SnapshotChecksum();
    long nextNumber = 0;
    long switchToken = -1;

    Installation(Message.SnapshotBegin begin) {
      this.begin = begin;
    }
  }

  private final Group group;
  private long streamEpoch = -1;
  private long stream = -1;
  private @Nullable Installation installation;

  ShipmentReceiver(Group group) {
    this.group = group;
  }

  void onMessage(Envelope from) {
    Message message = from.message();
    if (message instanceof Message.OpenStream open) {
      if (obeys(from, open.epoch(), open.stream())) {
        onOpenStream(from, open);
      }
    } else if (message instanceof Message.Ship ship) {
      if (obeys(from, ship.epoch(), ship.stream())) {
        onShip(from, ship);
      }
    } else if (message instanceof Message.SnapshotBegin begin) {
      if (obeys(from, begin.epoch(), begin.stream())) {
        onSnapshotBegin(from, begin);
      }
    } else if (message instanceof Message.SnapshotChunk chunk) {
      if (obeys(from, chunk.epoch(), chunk.stream())) {
        onSnapshotChunk(from, chunk);
      }
    }
  }

  /**
   * Whether the sender is the master to follow. One of a higher epoch is promised to on the spot,
   * in the same write as what it ships; an older one is told so.
   */
  private boolean obeys(Envelope from, long epoch, long itsStream) {
    if (group.isRenouncing()) {
      return false;
    }
    Member sender = from.from();
    if (!group.rules.allows(group.journal.promise(), epoch, sender)) {
      refuse(from, epoch, itsStream, Message.Refusal.HIGHER_EPOCH, false);
      return false;
    }
    if (group.role() instanceof MasterRole && epoch == group.journal.promise().epoch()) {
      throw new BrokenInvariantException("I7: another master of our own epoch: " + from);
    }
    group.promise(epoch, sender);
    if (group.role() instanceof CandidateRole) {
      group.follow("epoch " + epoch + " has a master: " + sender);
    }
    group.followMaster(sender, epoch);
    if (streamEpoch == epoch && itsStream < stream) {
      return false;
    }
    if (streamEpoch != epoch || itsStream > stream) {
      streamEpoch = epoch;
      stream = itsStream;
      abandonInstallation();
    }
    return true;
  }

  private void onOpenStream(Envelope from, Message.OpenStream open) {
    group.outbox.answerWhenSynced(
        group.journal.token(),
        open.epoch(),
        from.from(),
        () ->
            new Message.StreamOpened(
                open.epoch(), open.stream(), group.inventory(), group.isBootConfirmed()));
  }

  // ── entries ──

  private void onShip(Envelope from, Message.Ship ship) {
    if (installation != null) {
      return;
    }
    Journal journal = group.journal;
    LogEnd before = ship.before();
    if (before.index() < journal.base().index()) {
      ship = withoutTrimmed(ship);
      before = ship.before();
    }
    if (!journal.outline().holds(before.position())) {
      refuse(from, ship.epoch(), ship.stream(), Message.Refusal.LOG_DIFFERS, true);
      return;
    }
    LogEnd known = journal.endAt(before.index());
    if (known != null && known.chain() != before.chain()) {
      throw group.halt(
          "this node's log has another history than its master's up to "
              + before.position()
              + ": move the data folder away and start the node with an empty one");
    }
    if (group.diskSpace() == DiskSpace.NONE && !isAllDrain(ship.entries())) {
      refuse(from, ship.epoch(), ship.stream(), Message.Refusal.DISK_FULL, false);
      return;
    }
    long verified = take(ship);
    IndexRanges damaged = group.applier.damaged();
    if (!damaged.isEmpty() && damaged.first() <= verified) {
      refuse(from, ship.epoch(), ship.stream(), Message.Refusal.CORRUPT, true);
      return;
    }
    group.commitUpTo(group.rules.replicaCommit(ship.commitIndex(), verified, journal.lastIndex()));
    accept(from.from(), ship.epoch(), ship.stream(), verified);
  }

  /** Entries at or below our base are committed and applied: only what lies above matters. */
  private Message.Ship withoutTrimmed(Message.Ship ship) {
    LogEnd before = ship.before();
    List<Entry> left = new ArrayList<>();
    for (Entry entry : ship.entries()) {
      if (entry.index() <= group.journal.base().index()) {
        before = entry.end();
      } else {
        left.add(entry);
      }
    }
    return new Message.Ship(ship.epoch(), ship.stream(), before, left, ship.commitIndex());
  }

  private static boolean isAllDrain(List<Entry> entries) {
    return entries.stream().noneMatch(entry -> EntryType.isMessage(entry.type()));
  }

  /**
   * Makes the log equal to the shipment.
   *
   * @return the last index up to which it now is
   */
  private long take(Message.Ship ship) {
    Journal journal = group.journal;
    LogEnd before = ship.before();
    List<Entry> repairs = new ArrayList<>();
    boolean changed = false;
    for (Entry entry : ship.entries()) {
      Invariant.check(
          entry.follows(before) && entry.epoch() <= ship.epoch(),
          "I3: epoch %d ships %s after %s",
          ship.epoch(),
          entry,
          before);
      boolean held = journal.outline().covers(entry.index());
      if (held
          && group.rules.mustReplace(
              journal.outline().positionAt(entry.index()), entry.position())) {
        Invariant.check(
            entry.index() > group.commitIndex(),
            "I13: %s conflicts with a log committed up to %d",
            entry,
            group.commitIndex());
        journal.truncateAfter(before);
        held = false;
      }
      if (!held) {
        journal.append(entry);
        changed |= entry.type() == EntryType.CONFIG;
      } else if (journal.corrupt().contains(entry.index())) {
        repairs.add(entry);
      }
      before = entry.end();
    }
    if (!repairs.isEmpty()) {
      journal.repair(repairs);
    }
    if (changed) {
      group.rememberGenesis();
    }
    group.settleRole("the replica set is " + journal.config());
    return before.index();
  }

  private void accept(Member master, long epoch, long itsStream, long upTo) {
    group.outbox.answerWhenSynced(
        group.journal.token(),
        epoch,
        master,
        () -> {
          group.noteAccepted(upTo);
          return new Message.Accept(epoch, itsStream, upTo, group.isBootConfirmed());
        });
  }

  private void refuse(
      Envelope to, long epoch, long itsStream, Message.Refusal reason, boolean withInventory) {
    group.outbox.send(
        to.from().node(),
        new Message.ShipRefused(
            epoch,
            itsStream,
            group.journal.promise().epoch(),
            reason,
            withInventory ? group.inventory() : null));
  }

  // ── snapshots ──

  private void onSnapshotBegin(Envelope from, Message.SnapshotBegin begin) {
    Installation present = installation;
    if (isSwitching()
        || (present != null && present.begin.snapshotId() == begin.snapshotId())
        || !needs(begin)) {
      return;
    }
    if (group.diskSpace() == DiskSpace.NONE) {
      refuse(from, begin.epoch(), begin.stream(), Message.Refusal.DISK_FULL, false);
      return;
    }
    installation = new Installation(begin);
    group.journal.add(new LogOp.BeginInstall(begin.snapshotId()));
  }

  /**
   * A log that holds the snapshot's position does not need it, and must not lose what follows,
   * since that may have been accepted. Where an entry in between is damaged and no log reaches back
   * to it any more, this disk has lost what it had accepted: only under a new identity may the rest
   * go.
   */
  private boolean needs(Message.SnapshotBegin begin) {
    LogEnd end = begin.manifest().end();
    if (end.index() <= group.applied().index()) {
      return false;
    }
    if (!group.journal.outline().holds(end.position())) {
      return true;
    }
    IndexRanges damaged = group.applier.damaged();
    if (damaged.isEmpty() || damaged.first() > end.index()) {
      return false;
    }
    if (group.isVoter()) {
      group.renounce("entry " + damaged.first() + " is damaged, and no log reaches back to it");
      return false;
    }
    return true;
  }

  private void onSnapshotChunk(Envelope from, Message.SnapshotChunk chunk) {
    Installation present = installation;
    if (present == null || present.begin.snapshotId() != chunk.snapshotId()) {
      refuse(from, chunk.epoch(), chunk.stream(), Message.Refusal.LOG_DIFFERS, true);
      return;
    }
    if (present.switchToken >= 0 || chunk.number() > present.nextNumber) {
      return;
    }
    if (chunk.number() == present.nextNumber) {
      present.checksum.add(chunk.rows(), chunk.kept());
      if (present.checksum.value() != chunk.checksum()) {
        abandonInstallation();
        refuse(from, chunk.epoch(), chunk.stream(), Message.Refusal.LOG_DIFFERS, true);
        return;
      }
      present.nextNumber++;
      group.journal.add(new LogOp.InstallChunk(chunk.rows(), chunk.kept()));
      if (chunk.last()) {
        group.journal.add(new LogOp.FinishInstall(present.begin.manifest()));
        present.switchToken = group.journal.token();
        accept(from.from(), chunk.epoch(), chunk.stream(), present.begin.manifest().end().index());
        return;
      }
    }
    group.outbox.answerWhenSynced(
        group.journal.token(),
        chunk.epoch(),
        from.from(),
        () ->
            new Message.SnapshotTaken(
                chunk.epoch(), chunk.stream(), chunk.snapshotId(), chunk.number()));
  }

  /** A new generation is on its way to the disk: nothing may be added to the old one any more. */
  boolean isSwitching() {
    return installation != null && installation.switchToken >= 0;
  }

  /** Before any answer leaves: what the switch brought is what this node holds from now on. */
  void onSynced() {
    Installation present = installation;
    if (present != null
        && present.switchToken >= 0
        && group.journal.isSynced(present.switchToken)) {
      installation = null;
      group.adoptSnapshot();
    }
  }

  void onTick() {
    if (installation != null && !group.isMasterHealthy()) {
      abandonInstallation();
    }
  }

  private void abandonInstallation() {
    Installation present = installation;
    // Once the switch is queued it will happen; only then is it seen what the log is.
    if (present != null && present.switchToken < 0) {
      installation = null;
      group.journal.add(new LogOp.AbandonInstall());
    }
  }
}
