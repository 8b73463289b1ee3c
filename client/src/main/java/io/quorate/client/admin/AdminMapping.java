package io.quorate.client.admin;

import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.GroupStatus.ConfiguredNode;
import io.quorate.client.admin.GroupStatus.ReplicaStatus;
import io.quorate.client.admin.GroupStatus.Role;
import io.quorate.proto.admin.v1.Committed;
import io.quorate.proto.admin.v1.DigestReply;
import io.quorate.proto.admin.v1.KnownNode;
import io.quorate.proto.admin.v1.Refused;
import io.quorate.proto.admin.v1.StatusReply;
import io.quorate.proto.admin.v1.Unknown;
import java.util.SortedMap;
import java.util.TreeMap;

/** Wire messages as values. What a newer node says and this client does not know is UNSPECIFIED. */
final class AdminMapping {
  private AdminMapping() {}

  static NodeStatus status(NodeAddress address, StatusReply reply) {
    return new NodeStatus(
        address,
        reply.getCluster(),
        reply.getNode(),
        reply.getIncarnation(),
        reply.getGroupsList().stream().map(AdminMapping::group).toList(),
        nodes(reply));
  }

  private static SortedMap<Integer, NodeAddress> nodes(StatusReply reply) {
    SortedMap<Integer, NodeAddress> nodes = new TreeMap<>();
    for (KnownNode node : reply.getNodesList()) {
      NodeAddress.tryParse(node.getClientAddress())
          .ifPresent(address -> nodes.put(node.getNode(), address));
    }
    return nodes;
  }

  private static GroupStatus group(io.quorate.proto.admin.v1.GroupStatus group) {
    return new GroupStatus(
        group.getGroup(),
        role(group.getRole()),
        group.getOpen(),
        group.getEpoch(),
        group.getMaster(),
        group.getLastEpoch(),
        group.getLastIndex(),
        group.getFirstIndex(),
        group.getSyncedIndex(),
        group.getCommitIndex(),
        group.getAppliedIndex(),
        group.getCheckpointIndex(),
        group.getDigest(),
        group.getConfigList().stream()
            .map(node -> new ConfiguredNode(node.getNode(), node.getStorage(), node.getVoter()))
            .toList(),
        group.getCorruptEntries(),
        group.getExplanation(),
        group.getReplicasList().stream().map(AdminMapping::replica).toList());
  }

  private static Role role(io.quorate.proto.admin.v1.GroupStatus.Role role) {
    return switch (role) {
      case MASTER -> Role.MASTER;
      case CANDIDATE -> Role.CANDIDATE;
      case REPLICA -> Role.REPLICA;
      case LEARNER -> Role.LEARNER;
      case ROLE_UNSPECIFIED, UNRECOGNIZED -> Role.UNSPECIFIED;
    };
  }

  private static ReplicaStatus replica(io.quorate.proto.admin.v1.ReplicaStatus replica) {
    return new ReplicaStatus(
        replica.getNode(),
        replica.getVoter(),
        replica.getConnected(),
        replica.getState(),
        replica.getAcceptedIndex(),
        replica.getLagEntries(),
        replica.getLagBytes());
  }

  static LogEntry entry(io.quorate.proto.admin.v1.LogEntry entry) {
    return new LogEntry(
        entry.getEpoch(),
        entry.getIndex(),
        entry.getType(),
        entry.getVersion(),
        entry.getTimeMillis(),
        entry.getCrc(),
        entry.getChain(),
        entry.getPayload().toByteArray());
  }

  static StateDigest digest(DigestReply reply) {
    return new StateDigest(reply.getAppliedIndex(), reply.getDigest(), reply.getChain());
  }

  static AppendOutcome.Confirmed confirmed(Committed committed) {
    return new AppendOutcome.Confirmed(
        committed.getEpoch(), committed.getIndex(), committed.getSyncedNodes());
  }

  static AppendOutcome.Refused refused(Refused refused) {
    return new AppendOutcome.Refused(reason(refused.getReason()), refused.getDetail());
  }

  static AppendOutcome.Unknown unknown(Unknown unknown) {
    return new AppendOutcome.Unknown(unknown.getDetail());
  }

  private static Refusal reason(Refused.Reason reason) {
    return switch (reason) {
      case NOT_MASTER -> Refusal.NOT_MASTER;
      case NOT_READY -> Refusal.NOT_READY;
      case OVERLOADED -> Refusal.OVERLOADED;
      case DISK_FULL -> Refusal.DISK_FULL;
      case TOO_LARGE -> Refusal.TOO_LARGE;
      case DEADLINE -> Refusal.DEADLINE;
      case INVALID -> Refusal.INVALID;
      case REASON_UNSPECIFIED, UNRECOGNIZED -> Refusal.UNSPECIFIED;
    };
  }
}
