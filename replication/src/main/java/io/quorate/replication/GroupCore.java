package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.Proposal;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group on one node: the rule book as an object. Fed by a single loop: {@link #at} with the
 * time, then any number of events, then {@link #endTurn}, which performs what they led to. Anything
 * thrown means that this node must stop: the loop hands it to the fault handler and feeds nothing
 * more.
 */
public final class GroupCore implements LogStoreEvents, ElectionEvents {
  private final Group group;

  /** Recovers the log and takes up a role. */
  public GroupCore(GroupSettings settings, Ports ports, long nanos, long wallMillis) {
    this(settings, ports, Rules.RIGHT, nanos, wallMillis);
  }

  GroupCore(GroupSettings settings, Ports ports, Rules rules, long nanos, long wallMillis) {
    group = new Group(settings, ports, rules, nanos, wallMillis);
  }

  /** The time of the events that follow: monotonic nanoseconds, and the wall's milliseconds. */
  public void at(long nanos, long wallMillis) {
    group.at(nanos, wallMillis);
  }

  /** What the next entry's time would be. */
  public long timeMillis() {
    return group.entryTimeMillis();
  }

  /** Every 10 to 50 ms. */
  public void onTick() {
    group.onTick();
  }

  public void onMessage(Envelope envelope) {
    group.onMessage(envelope);
  }

  /** A connection to this life of a peer stands. */
  public void onPeerConnected(Member peer) {
    group.contacts.connected(peer, group.now());
    group.role().onPeerConnected(peer);
  }

  /** The connection broke and a new one was refused, or another incarnation answers there. */
  public void onPeerLost(Member peer) {
    group.contacts.lost(peer, group.now());
    group.role().onPeerLost(peer);
  }

  public void onProposed(Proposal proposal) {
    group.role().onProposed(proposal);
  }

  /** An entry of the log that is in memory; null: it is not, or not there at all. */
  public @Nullable Entry cached(long index) {
    return group.journal.cached(index);
  }

  /**
   * Reads entries of the log, one chunk at most: from memory within the call, else from the store
   * and later.
   *
   * @param reader is handed entries side by side from the index on; none: they are not there
   */
  public void read(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader) {
    group.reads.ifThere(fromInclusive, toInclusive, reader);
  }

  /** The operator, or a stopping process, wants another node to be master. */
  public void onHandOverWanted() {
    group.role().onHandOverWanted();
  }

  /** The operator lets the disk that this node has now take part again. */
  public void onReadmit(NodeId node, Proposal.Answer answer) {
    group.role().onReadmit(node, answer);
  }

  /** After {@code FaultHandler.renounce}: the disk's new identity is durable. */
  public void onIdentityRenewed(UUID storageUuid) {
    group.onIdentityRenewed(storageUuid);
  }

  /**
   * Performs what the events of this turn led to, in the one order: write, ship and answer, apply,
   * confirm.
   *
   * @return whether there is more to do at once, without waiting for an event
   */
  public boolean endTurn() {
    return group.endTurn();
  }

  /** The last call: whoever still waits is answered. */
  public void stop() {
    group.stop();
  }

  public GroupStatus status() {
    return group.status();
  }

  @Override
  public void onSynced(long token) {
    group.onSynced(token);
  }

  @Override
  public void onRead(long token, List<Entry> entries) {
    group.reads.onRead(token, entries);
  }

  @Override
  public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
    if (group.role() instanceof MasterRole master) {
      master.onSnapshotChunk(token, rows, kept, last);
    }
  }

  @Override
  public void onDiskSpace(DiskSpace space) {
    group.onDiskSpace(space);
  }

  @Override
  public void onElectionView(ElectionView view) {
    group.onElectionView(view);
  }

  @Override
  public void onEpochClaimed(long token, long epoch) {
    group.role().onEpochClaimed(token, epoch);
  }

  @Override
  public void onEpochRefused(long token, String reason) {
    group.role().onEpochRefused(token, reason);
  }

  @Override
  public void onBootConfirmed() {
    group.onBootConfirmed();
  }
}
