package io.quorate.replication;

import io.quorate.replication.message.Inventory;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.sim.CoreFactory;
import io.quorate.replication.sim.Mutant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Cores with one wrong decision each. What a fake of the world does wrong is not found here. */
public final class PlantedRules {
  private PlantedRules() {}

  public static CoreFactory coresWith(Mutant mutant) {
    Rules rules = rulesOf(mutant);
    return (settings, ports, nanos, wallMillis) ->
        new GroupCore(settings, ports, rules, nanos, wallMillis);
  }

  private static Rules rulesOf(Mutant mutant) {
    return switch (mutant) {
      case M2_MASTER_COUNTS_UNSYNCED ->
          new Rules() {
            @Override
            long countedByMaster(Journal journal) {
              return journal.lastIndex();
            }
          };
      case M4_OLD_EPOCHS_COMMIT_BY_COUNT ->
          new Rules() {
            @Override
            long commitIndex(long[] accepted, int majority, long barrierIndex, long before) {
              return super.commitIndex(accepted, majority, 0, before);
            }
          };
      case M5_LONGEST_LOG_LEADS ->
          new Rules() {
            @Override
            boolean isBetterDonor(Inventory one, Inventory other) {
              return one.outline().lastIndex() > other.outline().lastIndex();
            }
          };
      case M7_ACCEPTS_COUNT_ACROSS_EPOCHS ->
          new Rules() {
            @Override
            boolean belongsTo(long epoch, long stream, long acceptEpoch, long acceptStream) {
              return true;
            }
          };
      case M8_COMMIT_BEYOND_VERIFIED ->
          new Rules() {
            @Override
            long replicaCommit(long masterCommit, long verifiedIndex, long lastIndex) {
              return Math.min(masterCommit, lastIndex);
            }
          };
      case M9_APPLIED_BEFORE_COMMIT ->
          new Rules() {
            @Override
            long applicable(long commitIndex, long syncedIndex, long lastIndex) {
              return syncedIndex;
            }
          };
      case M10_CUT_TO_COMMIT_HINT ->
          new Rules() {
            @Override
            long adoptionCut(long commonEnd, long commitIndex) {
              return Math.min(commonEnd, commitIndex);
            }
          };
      case M11_NO_BARRIER ->
          new Rules() {
            @Override
            boolean usesBarrier() {
              return false;
            }
          };
      case M12_EMPTY_DISK_VOTES -> new AnyDiskVotes();
      case M13_ONE_STEP_SWAP ->
          new Rules() {
            @Override
            ReplicaSet readmitted(ReplicaSet config, NodeId node, UUID newUuid) {
              TreeMap<NodeId, UUID> voters = new TreeMap<>(config.voters());
              voters.put(node, newUuid);
              return ReplicaSet.of(voters);
            }
          };
      case M14_EPOCH_PROMISED_TWICE ->
          new Rules() {
            @Override
            boolean allows(Promise promise, long epoch, Member sender) {
              return epoch >= promise.epoch();
            }

            @Override
            boolean mayAnswer(Promise promise, long epoch, Member to) {
              return promise.epoch() == epoch;
            }
          };
      case M15_ACCEPTS_AFTER_PROMISE ->
          new Rules() {
            @Override
            boolean mayAnswer(Promise promise, long epoch, Member to) {
              return true;
            }
          };
      case M16_CUTS_WHAT_MATCHES ->
          new Rules() {
            @Override
            boolean mustReplace(LogPosition held, LogPosition shipped) {
              return true;
            }
          };
      case M23_CONFIG_BEFORE_BARRIER ->
          new Rules() {
            @Override
            boolean mayChangeConfig(boolean open, long configIndex, long commitIndex) {
              return configIndex <= commitIndex;
            }
          };
      case M24_TWO_CONFIGS_AT_ONCE ->
          new Rules() {
            @Override
            boolean mayChangeConfig(boolean open, long configIndex, long commitIndex) {
              return open;
            }
          };
      case M27_COORDINATOR_COUNTS_EPOCHS ->
          new Rules() {
            @Override
            long epochToClaim(long highestPromised, long registerEpoch) {
              return registerEpoch + 1;
            }
          };
      case M29_PLACE_NEVER_RELEASED ->
          new Rules() {
            @Override
            boolean releasesPlace() {
              return false;
            }
          };
      default -> Rules.RIGHT;
    };
  }

  private static final class AnyDiskVotes extends Rules {
    @Override
    boolean isVoter(ReplicaSet config, NodeId node, UUID storageUuid) {
      return config.voters().containsKey(node);
    }

    @Override
    boolean isMajority(ReplicaSet config, Map<NodeId, UUID> nodes) {
      long votes = nodes.keySet().stream().filter(it -> config.voters().containsKey(it)).count();
      return votes >= config.majority();
    }
  }
}
