package io.quorate.replication;

import io.quorate.replication.message.Inventory;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/**
 * The decisions on which safety rests, each a small pure function with the invariant it serves. The
 * roles ask; they do not decide. Tests plant a bug by overriding one of these.
 */
class Rules {
  static final Rules RIGHT = new Rules();

  /** May a candidate's or master's message be obeyed? (I1, I2) */
  boolean allows(Promise promise, long epoch, Member sender) {
    return promise.allows(epoch, sender);
  }

  /** May an answer in this epoch still leave, now that the disk has what it depends on? (I8) */
  boolean mayAnswer(Promise promise, long epoch, Member to) {
    return promise.epoch() == epoch && to.equals(promise.to());
  }

  /** May this disk take part in votes? Only the one that the replica set names. (I15) */
  boolean isVoter(ReplicaSet config, NodeId node, UUID storageUuid) {
    return config.isVoter(node, storageUuid);
  }

  /** The epoch to ask for: above every promise heard of, so that a coordinator may forget. (I19) */
  long epochToClaim(long highestPromised, long registerEpoch) {
    return Math.max(highestPromised, registerEpoch) + 1;
  }

  /** Of two logs, the one to lead with: epoch of the last entry first, then length. (I5) */
  boolean isBetterDonor(Inventory one, Inventory other) {
    return one.outline().last().isAfter(other.outline().last());
  }

  /** Do these nodes reach a majority of the replica set? (I5) */
  boolean isMajority(ReplicaSet config, Map<NodeId, UUID> nodes) {
    long votes =
        nodes.entrySet().stream().filter(e -> config.isVoter(e.getKey(), e.getValue())).count();
    return !config.voters().isEmpty() && votes >= config.majority();
  }

  /** How far the master itself counts: what its own disk has. (I4) */
  long countedByMaster(Journal journal) {
    return journal.syncedIndex();
  }

  /** Does an Accept belong to what the master is shipping now? (I8) */
  boolean belongsTo(long epoch, long stream, long acceptEpoch, long acceptStream) {
    return epoch == acceptEpoch && stream == acceptStream;
  }

  /**
   * The new commit index. Only an entry of the master's own epoch pins what lies below it: an older
   * one may sit on a majority and still be replaced. (I4, I5)
   */
  long commitIndex(long[] acceptedByVoters, int majority, long barrierIndex, long before) {
    long[] sorted = acceptedByVoters.clone();
    Arrays.sort(sorted);
    long shared = sorted[sorted.length - majority];
    return shared >= barrierIndex ? Math.max(shared, before) : before;
  }

  /**
   * A replica's commit index: what the master says, but only as far as the logs are known equal.
   * (I6)
   */
  long replicaCommit(long masterCommit, long verifiedIndex, long lastIndex) {
    return Math.min(masterCommit, verifiedIndex);
  }

  /** How far committed entries may be applied: never beyond what this disk has. (I6) */
  long applicable(long commitIndex, long syncedIndex, long lastIndex) {
    return Math.min(commitIndex, syncedIndex);
  }

  /** Is the master's barrier part of taking over? (I14) */
  boolean usesBarrier() {
    return true;
  }

  /** May the replica set change now? One change at a time, none before the barrier. (I17) */
  boolean mayChangeConfig(boolean open, long configIndex, long commitIndex) {
    return open && configIndex <= commitIndex;
  }

  /**
   * The first step for a wiped node; never both in one, since majorities might then not meet. (I17)
   */
  ReplicaSet readmitted(ReplicaSet config, NodeId node, UUID newUuid) {
    return config.withReplaced(node, newUuid);
  }

  /**
   * Where a replica cuts its log when a shipment comes: only from the first entry that differs.
   * (I13)
   */
  boolean mustReplace(LogPosition held, LogPosition shipped) {
    return held.epoch() != shipped.epoch();
  }

  /**
   * Where to cut a log that is adopted by a candidate: after the last entry known to be equal.
   * (I13)
   */
  long adoptionCut(long commonEnd, long commitIndex) {
    return commonEnd;
  }

  /** Must a place in line be given up by somebody who cannot become master? (I20) */
  boolean releasesPlace() {
    return true;
  }
}
