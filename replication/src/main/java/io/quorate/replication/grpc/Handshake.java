package io.quorate.replication.grpc;

import io.grpc.Status;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.model.NodeId;
import java.util.function.Predicate;

/** Who may speak with whom: the first frame of a stream, written and judged. */
final class Handshake {
  private static final int SHOWN_CHARS_MAX = 200;

  private final NodeIdentity self;

  Handshake(NodeIdentity self) {
    this.self = self;
  }

  Wire.Frame helloTo(NodeId peer) {
    return Wire.Frame.newBuilder()
        .setHello(
            Wire.Hello.newBuilder()
                .setCluster(self.cluster())
                .setNode(self.self().node().number())
                .setToNode(peer.number())
                .setIncarnation(self.self().incarnation())
                .setStorage(WireValues.uuid(self.storageUuid()))
                .setBootCount(self.bootCount())
                .setLowestLevel(self.lowestLevel())
                .setHighestLevel(self.highestLevel())
                .setClientAddress(self.clientAddress()))
        .build();
  }

  /** Judges whoever answered at a peer's address. */
  Status judgeAnswer(Wire.Hello hello, NodeId expected) {
    if (hello.getNode() != expected.number()) {
      return Status.PERMISSION_DENIED.withDescription(
          "node %s was expected at this address, node %d answers: correct the list of nodes"
              .formatted(expected, hello.getNode()));
    }
    return judge(hello);
  }

  /** Judges a caller. */
  Status judgeCaller(Wire.Hello hello, Predicate<NodeId> isPeer) {
    int node = hello.getNode();
    if (node < 1 || node > 65_535 || !isPeer.test(NodeId.of(node))) {
      return Status.PERMISSION_DENIED.withDescription(
          "a caller says to be node %d, which node %s does not have in its list of nodes"
              .formatted(node, self.self().node()));
    }
    return judge(hello);
  }

  /** What a stranger said, as it may stand in a log: short, and on one line. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN_CHARS_MAX ? line : line.substring(0, SHOWN_CHARS_MAX) + "...";
  }

  private Status judge(Wire.Hello hello) {
    if (!hello.getCluster().equals(self.cluster())) {
      return Status.PERMISSION_DENIED.withDescription(
          "node %d belongs to cluster '%s', node %s to '%s': correct the cluster's name or the list of nodes"
              .formatted(
                  hello.getNode(), shown(hello.getCluster()), self.self().node(), self.cluster()));
    }
    if (hello.getToNode() != self.self().node().number()) {
      return Status.PERMISSION_DENIED.withDescription(
          "node %d looks for node %d, here is node %s: correct its list of nodes"
              .formatted(hello.getNode(), hello.getToNode(), self.self().node()));
    }
    if (hello.getLowestLevel() > self.highestLevel()
        || hello.getHighestLevel() < self.lowestLevel()) {
      return Status.FAILED_PRECONDITION.withDescription(
          "node %d speaks levels %d to %d, node %s %d to %d: upgrade one step at a time"
              .formatted(
                  hello.getNode(),
                  hello.getLowestLevel(),
                  hello.getHighestLevel(),
                  self.self().node(),
                  self.lowestLevel(),
                  self.highestLevel()));
    }
    return Status.OK;
  }
}
