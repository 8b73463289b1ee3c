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

/**
 * One group on one node: the rule book as an object. Fed by a single loop: {@link #at} with the
 * time, then any number of events, then {@link #endTurn}, which performs the outbox.
 */
public final class GroupCore implements LogStoreEvents, ElectionEvents {
  public GroupCore(GroupSettings settings, Ports ports) {}

  /** Recovers the log and takes up a role. Once, before any event. */
  public void start() {}

  /** The time of the events that follow. Monotonic nanoseconds; the wall's milliseconds. */
  public void at(long nanos, long wallMillis) {}

  /** Every 10 to 50 ms. */
  public void onTick() {}

  public void onMessage(Envelope envelope) {}

  /** A connection to this life of a peer stands. */
  public void onPeerConnected(Member peer) {}

  /** The connection broke and a new one was refused, or another incarnation answers there. */
  public void onPeerLost(Member peer) {}

  public void onProposed(Proposal proposal) {}

  /** The operator, or a stopping process, wants another node to be master. */
  public void onHandOverWanted() {}

  /** The operator lets the disk that node {@code node} has now take part again. */
  public void onReadmit(NodeId node, Proposal.Answer answer) {}

  /** After {@code FaultHandler.renounce}: the disk's new identity is durable. */
  public void onIdentityRenewed(UUID storageUuid) {}

  /**
   * Performs what the events of this turn led to, in the one order: write, ship, answer, apply,
   * confirm.
   *
   * @return whether there is more to do at once, without waiting for an event
   */
  public boolean endTurn() {
    return false;
  }

  @Override
  public void onSynced(long token) {}

  @Override
  public void onRead(long token, List<Entry> entries) {}

  @Override
  public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {}

  @Override
  public void onDiskSpace(DiskSpace space) {}

  @Override
  public void onElectionView(ElectionView view) {}

  @Override
  public void onEpochClaimed(long token, long epoch) {}

  @Override
  public void onEpochRefused(long token, String reason) {}

  @Override
  public void onBootConfirmed() {}
}
