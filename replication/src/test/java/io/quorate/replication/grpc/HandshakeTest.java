package io.quorate.replication.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final NodeId ONE = NodeId.of(1);
  private static final NodeId TWO = NodeId.of(2);

  private final Handshake one = new Handshake(identity("cluster", ONE, 2, 3));

  @Test
  void nodesWithOneLevelInCommonMeet() {
    assertTrue(judged("cluster", 1, 2).isOk());
    assertTrue(judged("cluster", 3, 4).isOk());
  }

  @Test
  void levelsApartAreRefused() {
    assertEquals(Status.Code.FAILED_PRECONDITION, judged("cluster", 1, 1).getCode());
    assertEquals(Status.Code.FAILED_PRECONDITION, judged("cluster", 4, 5).getCode());
  }

  @Test
  void whatStrangersSayStaysShortAndOnOneLine() {
    String description = judged("x\n" + "y".repeat(10_000), 2, 3).getDescription();

    assertFalse(description == null || description.contains("\n"));
    assertTrue(description.length() < 500, description);
  }

  @Test
  void answerOfAnotherNodeIsRefused() {
    Wire.Hello hello = new Handshake(identity("cluster", TWO, 2, 3)).helloTo(ONE).getHello();

    assertTrue(one.judgeAnswer(hello, TWO).isOk());
    assertEquals(Status.Code.PERMISSION_DENIED, one.judgeAnswer(hello, NodeId.of(3)).getCode());
  }

  private Status judged(String cluster, int lowestLevel, int highestLevel) {
    Handshake two = new Handshake(identity(cluster, TWO, lowestLevel, highestLevel));
    return one.judgeCaller(two.helloTo(ONE).getHello(), TWO::equals);
  }

  private static NodeIdentity identity(
      String cluster, NodeId node, int lowestLevel, int highestLevel) {
    return new NodeIdentity(
        cluster, new Member(node, 5), new UUID(1, 1), 1, lowestLevel, highestLevel, "");
  }
}
