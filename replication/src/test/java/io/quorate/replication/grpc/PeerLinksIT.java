package io.quorate.replication.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.proto.replication.v1.ReplicationGrpc;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerSender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real links on real sockets, several nodes in one process. */
@Timeout(30)
class PeerLinksIT {
  private static final GroupId OTHER_GROUP = new GroupId("other");
  private static final int MIB = 1 << 20;
  private static final byte[] BIG = new byte[16 * MIB];

  static {
    new SplittableRandom(1).nextBytes(BIG);
  }

  private final LinkedNodes nodes = new LinkedNodes("cluster", 3);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void everyNodeMeetsEveryOther() throws Exception {
    nodes.startAll();

    for (int node = 1; node <= 3; node++) {
      int self = node;
      await().until(() -> nodes.listener(self).connected().size() == 2);
    }
    assertTrue(nodes.links(1).isConnected(NodeId.of(2)));
    assertFalse(nodes.links(1).isConnected(NodeId.of(1)));
    assertEquals("client:2", nodes.links(1).clientAddress(NodeId.of(2)));
  }

  @Test
  void messagesArriveInOrderWithTheirSender() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);

    for (long round = 0; round < 1_000; round++) {
      nodes.sender(1).send(NodeId.of(2), probe(round));
    }

    for (long round = 0; round < 1_000; round++) {
      var received = nodes.listener(2).messages.poll(5, TimeUnit.SECONDS);
      assertEquals(probe(round), received.message());
      assertEquals(nodes.member(1), received.from());
      assertEquals(nodes.storage(1), received.storageUuid());
      assertEquals(GroupId.MAIN, received.group());
    }
  }

  @Test
  void severalGroupsShareTheLinks() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    RecordingListener other = new RecordingListener();
    nodes.links(2).join(OTHER_GROUP, other);
    PeerSender sender = nodes.links(1).join(OTHER_GROUP, new RecordingListener());

    sender.send(NodeId.of(2), probe(7));

    assertEquals(probe(7), other.messages.poll(5, TimeUnit.SECONDS).message());
    assertTrue(nodes.listener(2).messages.isEmpty());
    assertTrue(other.connected().contains(nodes.member(1)), "told of those who were there before");
  }

  @Test
  void renewedDiskIdentityTravelsWithTheNextMessage() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    UUID renewed = new UUID(7, 7);

    nodes.links(1).renewStorage(renewed);
    nodes.sender(1).send(NodeId.of(2), probe(1));

    assertEquals(renewed, nodes.listener(2).messages.poll(5, TimeUnit.SECONDS).storageUuid());
  }

  @Test
  void largestEntryArrivesWhole() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);

    nodes.sender(1).send(NodeId.of(2), ship(BIG));

    var received = nodes.listener(2).messages.poll(10, TimeUnit.SECONDS);
    Entry entry = ((Message.Ship) received.message()).entries().get(0);
    assertArrayEquals(BIG, payload(entry));
  }

  @Test
  void answerPassesWhatIsLarge() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);

    nodes.sender(1).send(NodeId.of(2), ship(BIG));
    nodes.sender(1).send(NodeId.of(2), probe(1));

    assertEquals(probe(1), nodes.listener(2).messages.poll(5, TimeUnit.SECONDS).message());
  }

  @Test
  void restartedPeerIsMetAgainSoonerThanByAChannelLeftAlone() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    Member before = nodes.member(2);
    nodes.stop(2);
    await().until(() -> nodes.listener(1).lost().contains(before));

    // Long enough for a channel that is left alone to be in its back-off.
    await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
    nodes.start(2);
    long started = System.nanoTime();

    Member after = nodes.member(2);
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> nodes.listener(1).connected().contains(after));
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    assertTrue(tookMillis < 3_000, () -> "met again after " + tookMillis + " ms");
  }

  @Test
  void stoppedPeerIsLostByRefusalAndNotBySilence() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    nodes.awaitConnected(3, 2);
    Member gone = nodes.member(2);

    long stopping = System.nanoTime();
    nodes.stopSoon(2);

    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                nodes.listener(1).lost().contains(gone) && nodes.listener(3).lost().contains(gone));
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopping);
    assertTrue(tookMillis < 1_500, () -> "lost after " + tookMillis + " ms");
    assertFalse(nodes.links(1).isConnected(NodeId.of(2)));
  }

  /** As a frozen process: its kernel accepts connections, nobody speaks. */
  @Test
  void silenceAloneIsNoLoss() throws Exception {
    nodes.start(1);
    try (ServerSocket mute = nodes.listenMutelyAt(2)) {
      mute.setSoTimeout(5_000);
      try (Socket first = mute.accept();
          Socket second = mute.accept()) {
        assertFalse(first.isClosed() || second.isClosed(), "a new connection, not a new stream");
      }

      assertTrue(nodes.listener(1).lost().isEmpty());
      assertFalse(nodes.links(1).isConnected(NodeId.of(2)));
    }

    nodes.start(2);
    nodes.awaitConnected(1, 2);
  }

  @Test
  void anotherIncarnationMeansThatTheOldOneIsLost() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    Member before = nodes.member(2);

    nodes.stop(2);
    nodes.start(2);

    nodes.awaitConnected(1, 2);
    await().until(() -> nodes.listener(1).connected().contains(nodes.member(2)));
    assertEquals(List.of(before), nodes.listener(1).lost());
  }

  @Test
  void nodeOfAnotherClusterIsRefused() throws Exception {
    nodes.start(1);
    try (LinkedNodes strangers = nodes.sameAddressesAs("another")) {
      strangers.start(2);

      await().pollDelay(Duration.ofMillis(400)).until(() -> true);

      assertFalse(nodes.links(1).isConnected(NodeId.of(2)));
      assertFalse(strangers.links(2).isConnected(NodeId.of(1)));
      assertTrue(nodes.listener(1).messages.isEmpty());
    }
    assertEquals(
        Status.Code.PERMISSION_DENIED, codeOf(helloFrame("another", 2, 1, 1, 1).toByteArray()));
    assertEquals(
        Status.Code.PERMISSION_DENIED, codeOf(helloFrame("cluster", 9, 1, 1, 1).toByteArray()));
    assertEquals(
        Status.Code.PERMISSION_DENIED, codeOf(helloFrame("cluster", 2, 3, 1, 1).toByteArray()));
    assertEquals(
        Status.Code.FAILED_PRECONDITION, codeOf(helloFrame("cluster", 2, 1, 2, 3).toByteArray()));
  }

  @Test
  void takenPortIsSaidAndLeavesNothingBehind() throws Exception {
    try (ServerSocket taken = nodes.listenMutelyAt(1)) {
      assertThrows(IOException.class, () -> nodes.start(1));
      assertFalse(taken.isClosed());
    }

    nodes.stop(1);
    nodes.start(1);
  }

  @Test
  void garbageEndsOnlyTheStreamItCameOn() throws Exception {
    nodes.start(1);
    nodes.start(2);
    nodes.awaitConnected(2, 1);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[1 + random.nextInt(200)];
      random.nextBytes(garbage);

      assertFalse(codeOf(garbage) == Status.Code.OK);
    }
    assertFalse(codeOf(new byte[2 * MIB]) == Status.Code.OK, "more than a frame may have");

    nodes.sender(2).send(NodeId.of(1), probe(1));
    assertEquals(probe(1), nodes.listener(1).messages.poll(5, TimeUnit.SECONDS).message());
  }

  @Test
  void stalledReceiverCostsFixedNumberOfBytes() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    nodes.awaitConnected(1, 3);
    nodes.listener(2).stalled = true;
    byte[] payload = new byte[MIB];

    for (int i = 0; i < 200; i++) {
      nodes.sender(1).send(NodeId.of(2), ship(payload));
    }

    assertTrue(nodes.links(1).queuedBytes(NodeId.of(2)) <= LinkSettings.DEFAULT.outboundBytesMax());
    assertTrue(nodes.links(1).droppedMessages(NodeId.of(2)) > 150);

    nodes.sender(1).send(NodeId.of(3), probe(3));
    assertEquals(probe(3), nodes.listener(3).messages.poll(5, TimeUnit.SECONDS).message());

    nodes.listener(2).stalled = false;
    nodes.sender(1).send(NodeId.of(2), probe(2));
    await()
        .until(
            () -> nodes.listener(2).messages.stream().anyMatch(m -> m.message().equals(probe(2))));
    await().until(() -> nodes.links(1).queuedBytes(NodeId.of(2)) == 0);
  }

  @Test
  void stallLongerThanSilenceKeepsTheStream() throws Exception {
    nodes.startAll();
    nodes.awaitConnected(1, 2);
    nodes.listener(2).stalled = true;
    nodes.sender(1).send(NodeId.of(2), probe(1));

    await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
    nodes.listener(2).stalled = false;

    assertEquals(probe(1), nodes.listener(2).messages.poll(5, TimeUnit.SECONDS).message());
    assertEquals(1, nodes.listener(1).connected().stream().filter(nodes.member(2)::equals).count());
    assertTrue(nodes.listener(1).lost().isEmpty());
  }

  private static Message probe(long round) {
    return new Message.Probe(round, false, LogPosition.START);
  }

  private static Message ship(byte[] payload) {
    Entry entry =
        Entry.after(LogEnd.START, 1, EntryType.MESSAGE, Entry.VERSION, 1, ByteBuffer.wrap(payload));
    return new Message.Ship(1, 1, LogEnd.START, List.of(entry), 0);
  }

  private static byte[] payload(Entry entry) {
    byte[] bytes = new byte[entry.payload().remaining()];
    entry.payload().get(bytes);
    return bytes;
  }

  private static Wire.Frame helloFrame(
      String cluster, int node, int toNode, int lowestLevel, int highestLevel) {
    return Wire.Frame.newBuilder()
        .setHello(
            Wire.Hello.newBuilder()
                .setCluster(cluster)
                .setNode(node)
                .setToNode(toNode)
                .setIncarnation(1)
                .setLowestLevel(lowestLevel)
                .setHighestLevel(highestLevel))
        .build();
  }

  /** How node 1 ends a stream whose first frame are these bytes. */
  private Status.Code codeOf(byte[] frame) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", nodes.port(1)).usePlaintext().build();
    try {
      ClientCall<byte[], byte[]> call = channel.newCall(rawConverse(), CallOptions.DEFAULT);
      CompletableFuture<Status> end = new CompletableFuture<>();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status);
            }
          },
          new Metadata());
      call.sendMessage(frame);
      call.request(1);
      return end.get(10, TimeUnit.SECONDS).getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static MethodDescriptor<byte[], byte[]> rawConverse() {
    MethodDescriptor.Marshaller<byte[]> raw =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };
    return ReplicationGrpc.getConverseMethod().toBuilder(raw, raw).build();
  }
}
