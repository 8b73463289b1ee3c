package io.quorate.broker.session;

import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Producers. */
interface SendConformance extends Kit {
  @Test
  default void aConfirmationSaysHowDurableItIs() throws Exception {
    try (TestClient client = client()) {
      SendReceipt receipt = client.send(message("durable", "a"), message("durable", "b"));
      assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.QUORUM_DISK);
      assertThat(receipt.position().epoch()).isEqualTo(client.connection.epoch());
      assertThat(receipt.position().index()).isPositive();
      assertThat(receipt.syncedNodes()).isEqualTo(1);
      assertThat(receipt.duplicates()).isZero();
      assertThat(receipt.rejected()).isEmpty();
      assertThat(status("durable").received()).isEqualTo(2);
    }
  }

  @Test
  default void volatileMessagesAreConfirmedFromMemory() throws Exception {
    try (TestClient client = client()) {
      TestClient.Taker taker = client.consume("fleeting", 10);
      ProducerId monotone = new ProducerId(9, 9);
      get(client.connection.openProducer(monotone, SequenceMode.MONOTONE));
      List<ByteBuffer> one = List.of(TestClient.bytes(message("fleeting", "a").setVolatile(true)));
      SendReceipt receipt = get(client.connection.send(monotone, 1, one, 0, 1_000));
      assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.MEMORY);
      assertThat(taker.await(1).ids()).containsExactly("a");
      taker.settle(0, Outcome.FAILED);
      assertThat(taker.await(2).got.get(1).attempts()).isEqualTo(1);
      taker.settle(1, Outcome.ACKNOWLEDGED);
      assertThat(status("fleeting").volatileMessages()).isZero();
    }
  }

  @Test
  default void whatTheProducerEncodedArrivesByteForByte() throws Exception {
    Message.Builder sent =
        message("whole", "a")
            .setPriorityPlusOne(8)
            .setTimestampMillis(1)
            .setCorrelationId("c")
            .setReplyTo("answers")
            .setType("order")
            .setContentType("text/plain")
            .addProperties(Property.newBuilder().setName("n").setDoubleValue(1.5))
            .setBody(ByteString.copyFromUtf8("tea"));
    try (TestClient client = client()) {
      client.send(sent);
      ByteBuffer got = client.consume("whole", 1).await(1).last().message();
      assertThat(got).isEqualTo(TestClient.bytes(sent));
    }
  }

  @Test
  default void higherPrioritiesComeFirst() throws Exception {
    try (TestClient client = client()) {
      client.send(
          message("ranked", "low").setPriorityPlusOne(1),
          message("ranked", "unsaid"),
          message("ranked", "high").setPriorityPlusOne(10));
      assertThat(client.consume("ranked", 10).await(3).ids())
          .containsExactly("high", "unsaid", "low");
    }
  }

  @Test
  default void whatHasOutlivedItselfIsNotDelivered() throws Exception {
    try (TestClient client = client()) {
      client.send(
          message("mortal", "gone").setTimeToLiveMillis(1),
          message("mortal", "there").setTimeToLiveMillis(600_000));
      awaitMessages("mortal", 1);
      TestClient.Taker taker = client.consume("mortal", 10).await(1);
      assertThat(taker.ids()).containsExactly("there");
      assertThat(taker.last().expiresMillis()).isEqualTo(taker.last().storedMillis() + 600_000);
    }
  }

  @Test
  default void delayedMessagesComeWhenTheyAreDue() throws Exception {
    try (TestClient client = client()) {
      TestClient.Taker taker = client.consume("delayed", 10);
      long from = System.nanoTime();
      client.send(
          message("delayed", "later").setDelayMillis(500),
          message("delayed", "long ago").setDeliverAtMillis(1),
          message("delayed", "now"));
      assertThat(taker.await(3).ids()).containsExactly("long ago", "now", "later");
      assertThat(System.nanoTime() - from).isGreaterThan(400_000_000L);
    }
  }

  @Test
  default void aWindowOfBatchesIsConfirmedAndKeepsItsOrder() throws Exception {
    try (TestClient client = client()) {
      List<CompletionStage<SendReceipt>> window = new ArrayList<>();
      for (int batch = 0; batch < 20; batch++) {
        int first = batch * 10;
        window.add(
            client.sendAsync(
                30_000,
                IntStream.range(first, first + 10)
                    .mapToObj(i -> message("window", "m" + i))
                    .toArray(Message.Builder[]::new)));
      }
      for (CompletionStage<SendReceipt> sent : window) {
        assertThat(get(sent).rejected()).isEmpty();
      }
      TestClient.Taker taker = client.consume("window", 200);
      int settled = 0;
      while (settled < 200) {
        int seen = taker.await(settled + 1).got.size();
        taker.acknowledge(settled, seen - 1);
        settled = seen;
      }
      assertThat(taker.ids()).isEqualTo(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
    }
  }

  @Test
  default void aRepeatedNumberIsStoredOnceAndAGapIsNot() throws Exception {
    try (TestClient client = client()) {
      List<ByteBuffer> a = List.of(TestClient.bytes(message("once", "a")));
      client.sendIds("once", "a");
      SendReceipt again = get(client.connection.send(client.producer, 1, a, 0, 1_000));
      assertThat(again.duplicates()).isEqualTo(1);
      assertThat(get(client.connection.openProducer(client.producer, SequenceMode.CONTIGUOUS)))
          .isEqualTo(1);
      assertRefused(
          Code.SEQUENCE_GAP, () -> get(client.connection.send(client.producer, 3, a, 0, 1_000)));
      assertThat(status("once").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void aProducerIsOpenedBeforeItSendsAndNotAfterItsEnd() throws Exception {
    try (TestClient client = client()) {
      List<ByteBuffer> a = List.of(TestClient.bytes(message("strange", "a")));
      ProducerId stranger = new ProducerId(5, 5);
      assertRefused(Code.INVALID, () -> get(client.connection.send(stranger, 1, a, 0, 1_000)));
      client.connection.closeProducer(client.producer);
      assertRefused(
          Code.INVALID, () -> get(client.connection.send(client.producer, 1, a, 0, 1_000)));
    }
  }

  @Test
  default void aFullQueueMakesItsProducerWait() throws Exception {
    get(admin().create(Address.queue("narrow"), Kit.limited(1, OverflowPolicy.BLOCK)));
    try (TestClient client = client()) {
      client.sendIds("narrow", "a");
      CompletionStage<SendReceipt> second = client.sendAsync(30_000, message("narrow", "b"));
      client.consume("narrow", 1).await(1).acknowledgeAll();
      assertThat(get(second).rejected()).isEmpty();
    }
  }

  @Test
  default void aProducerThatWaitedTooLongIsToldWhatIsFull() throws Exception {
    get(admin().create(Address.queue("full"), Kit.limited(1, OverflowPolicy.BLOCK)));
    try (TestClient client = client()) {
      client.sendIds("full", "a");
      BrokerException refusal =
          assertRefused(Code.QUEUE_FULL, () -> get(client.sendAsync(300, message("full", "b"))));
      assertThat(refusal.limit()).isEqualTo(1);
      assertThat(refusal.usage()).isEqualTo(1);
    }
  }

  @Test
  default void aQueueThatRejectsSaysWhichOnes() throws Exception {
    get(admin().create(Address.queue("picky"), Kit.limited(1, OverflowPolicy.REJECT)));
    try (TestClient client = client()) {
      SendReceipt receipt =
          client.send(message("picky", "a"), message("picky", "b"), message("elsewhere", "c"));
      assertThat(receipt.rejected()).hasSize(1);
      assertThat(receipt.rejected().get(0).ordinal()).isEqualTo(1);
      assertThat(receipt.rejected().get(0).reason()).isEqualTo(Applied.Reason.QUEUE_FULL);
      assertThat(status("elsewhere").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void aQueueThatDropsKeepsTheLatest() throws Exception {
    get(admin().create(Address.queue("latest"), Kit.limited(2, OverflowPolicy.DROP_OLDEST)));
    try (TestClient client = client()) {
      client.sendIds("latest", "a", "b", "c");
      assertThat(client.consume("latest", 10).await(2).ids()).containsExactly("b", "c");
    }
  }

  @Test
  default void nonsenseIsRefusedAndTakesNoNumber() throws Exception {
    try (TestClient client = client()) {
      List<ByteBuffer> garbage = List.of(ByteBuffer.wrap(new byte[] {1}));
      assertRefused(
          Code.INVALID, () -> get(client.connection.send(client.producer, 1, garbage, 0, 1_000)));
      for (String name : List.of("no spaces", "a..b", "", "wild.*", "x".repeat(256))) {
        List<ByteBuffer> misnamed = List.of(TestClient.bytes(message(name, "a")));
        assertRefused(
            Code.INVALID,
            () -> get(client.connection.send(client.producer, 1, misnamed, 0, 1_000)));
      }
      List<ByteBuffer> mixed =
          List.of(
              TestClient.bytes(message("mixed", "a").setVolatile(true)),
              TestClient.bytes(message("mixed", "b")));
      assertRefused(
          Code.INVALID, () -> get(client.connection.send(client.producer, 1, mixed, 0, 1_000)));
      client.sendIds("sober", "a");
    }
  }

  @Test
  default void aClosedConnectionSendsNothing() throws Exception {
    TestClient client = client();
    client.close();
    assertRefused(Code.NOT_READY, () -> client.send(message("late", "a")));
  }
}
