package io.quorate.broker.service;

import com.google.protobuf.UnsafeByteOperations;
import io.quorate.broker.config.NodeList;
import io.quorate.proto.admin.v1.Committed;
import io.quorate.proto.admin.v1.ConfiguredNode;
import io.quorate.proto.admin.v1.GroupStatus.Role;
import io.quorate.proto.admin.v1.KnownNode;
import io.quorate.proto.admin.v1.LogEntry;
import io.quorate.proto.admin.v1.Refused;
import io.quorate.proto.admin.v1.ReplicaStatus;
import io.quorate.proto.admin.v1.Unknown;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The core's answers in the words of the wire. */
final class Replies {
  private final NodeList nodes;

  Replies(NodeList nodes) {
    this.nodes = nodes;
  }

  static Committed committed(LogPosition position, int syncedNodes) {
    return Committed.newBuilder()
        .setEpoch(position.epoch())
        .setIndex(position.index())
        .setSyncedNodes(syncedNodes)
        .build();
  }

  Refused refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
    Refused.Builder refused =
        Refused.newBuilder().setReason(Refused.Reason.valueOf(reason.name())).setDetail(detail);
    if (master != null && nodes.contains(master)) {
      refused
          .setMaster(master.number())
          .setMasterAddress(nodes.addressOf(master).client().toString());
    }
    return refused.build();
  }

  static Unknown unknown(String detail) {
    return Unknown.newBuilder().setDetail(detail).build();
  }

  static LogEntry entry(Entry entry) {
    return LogEntry.newBuilder()
        .setEpoch(entry.epoch())
        .setIndex(entry.index())
        .setType(entry.type() & 0xff)
        .setVersion(entry.version())
        .setTimeMillis(entry.timeMillis())
        .setCrc(entry.crc())
        .setChain(entry.chain())
        .setPayload(UnsafeByteOperations.unsafeWrap(entry.payload()))
        .build();
  }

  List<KnownNode> knownNodes() {
    List<KnownNode> known = new ArrayList<>();
    for (NodeId node : nodes.ids()) {
      known.add(
          KnownNode.newBuilder()
              .setNode(node.number())
              .setClientAddress(nodes.addressOf(node).client().toString())
              .build());
    }
    return known;
  }

  static io.quorate.proto.admin.v1.GroupStatus status(GroupStatus status) {
    NodeId master = status.master();
    return io.quorate.proto.admin.v1.GroupStatus.newBuilder()
        .setGroup(status.group().name())
        .setRole(Role.valueOf(status.role()))
        .setOpen(status.open())
        .setEpoch(status.epoch())
        .setMaster(master == null ? 0 : master.number())
        .setLastEpoch(status.last().epoch())
        .setLastIndex(status.last().index())
        .setFirstIndex(status.firstIndex())
        .setSyncedIndex(status.syncedIndex())
        .setCommitIndex(status.commitIndex())
        .setAppliedIndex(status.appliedIndex())
        .setCheckpointIndex(status.checkpointIndex())
        .setDigest(status.digest())
        .addAllConfig(config(status.config()))
        .setCorruptEntries(status.corrupt().count())
        .setExplanation(status.explanation())
        .addAllReplicas(replicas(status))
        .build();
  }

  private static List<ConfiguredNode> config(ReplicaSet config) {
    List<ConfiguredNode> nodes = new ArrayList<>();
    config.voters().forEach((node, uuid) -> nodes.add(configured(node, uuid.toString(), true)));
    config.joining().forEach((node, uuid) -> nodes.add(configured(node, uuid.toString(), false)));
    return nodes;
  }

  private static ConfiguredNode configured(NodeId node, String storage, boolean voter) {
    return ConfiguredNode.newBuilder()
        .setNode(node.number())
        .setStorage(storage)
        .setVoter(voter)
        .build();
  }

  private static List<ReplicaStatus> replicas(GroupStatus status) {
    List<ReplicaStatus> replicas = new ArrayList<>();
    status
        .replicas()
        .forEach(
            (node, replica) ->
                replicas.add(
                    ReplicaStatus.newBuilder()
                        .setNode(node.number())
                        .setVoter(replica.voter())
                        .setConnected(replica.connected())
                        .setState(replica.state())
                        .setAcceptedIndex(replica.acceptedIndex())
                        .setLagEntries(replica.lagEntries())
                        .setLagBytes(replica.lagBytes())
                        .build()));
    return replicas;
  }
}
