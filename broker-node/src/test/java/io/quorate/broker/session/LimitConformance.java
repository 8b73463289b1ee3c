package io.quorate.broker.session;

import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The bounds of the node under test, one by one: each is told with the limit and the usage. */
interface LimitConformance extends Kit {
  private static void assertLimited(int max, ThrowingCallable call) {
    BrokerException refusal = assertRefused(Code.LIMIT_REACHED, call);
    assertThat(refusal.limit()).isEqualTo(max);
    assertThat(refusal.usage()).isGreaterThanOrEqualTo(max);
  }

  @Test
  default void whatIsTooLargeIsRefused() throws Exception {
    ByteString half = ByteString.copyFrom(new byte[500_000]);
    try (TestClient client = client()) {
      int max = client.connection.limits().messageBytesMax();
      Message.Builder large = message("large", "a").setBody(ByteString.copyFrom(new byte[max]));
      BrokerException refusal =
          assertRefused(
              Code.TOO_LARGE,
              () ->
                  get(
                      client.connection.send(
                          client.producer, 1, List.of(TestClient.bytes(large)), 0, 1_000)));
      assertThat(refusal.limit()).isEqualTo(max);
      assertThat(refusal.usage()).isGreaterThan(max);
      var two = Collections.nCopies(2, TestClient.bytes(message("large", "b").setBody(half)));
      assertRefused(
          Code.TOO_LARGE, () -> get(client.connection.send(client.producer, 1, two, 0, 1_000)));
      var many =
          Collections.nCopies(
              client.connection.limits().batchMessagesMax() + 1,
              TestClient.bytes(message("large", "c")));
      assertRefused(
          Code.TOO_LARGE, () -> get(client.connection.send(client.producer, 1, many, 0, 1_000)));
      List<ByteBuffer> everywhere = new ArrayList<>();
      for (int i = 0; i <= client.connection.limits().batchDestinationsMax(); i++) {
        everywhere.add(TestClient.bytes(message("large.q" + i, "d")));
      }
      assertRefused(
          Code.TOO_LARGE,
          () -> get(client.connection.send(client.producer, 1, everywhere, 0, 1_000)));
      client.send(message("large", "e").setBody(half));
    }
  }

  @Test
  default void aLargeEnvelopeIsRefusedAndALargeBodyIsNot() throws Exception {
    String text = "x".repeat(300_000);
    try (TestClient client = client()) {
      Message.Builder wordy =
          message("wordy", "a").addProperties(Property.newBuilder().setName("text").setText(text));
      BrokerException refusal =
          assertRefused(
              Code.TOO_LARGE,
              () ->
                  get(
                      client.connection.send(
                          client.producer, 1, List.of(TestClient.bytes(wordy)), 0, 1_000)));
      assertThat(refusal.limit()).isEqualTo(256 << 10);
      client.send(message("wordy", "b").setBody(ByteString.copyFromUtf8(text)));
    }
  }

  @Test
  default void aBurstBeyondTheLogsWindowWaitsItsTurn() throws Exception {
    ByteString half = ByteString.copyFrom(new byte[500_000]);
    try (TestClient client = client()) {
      List<CompletionStage<SendReceipt>> burst = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        burst.add(client.sendAsync(60_000, message("burst", "m" + i).setBody(half)));
      }
      for (CompletionStage<SendReceipt> sent : burst) {
        assertThat(get(sent).rejected()).isEmpty();
      }
      assertThat(status("burst").view().messages()).isEqualTo(12);
      get(admin().purge("burst"));
    }
  }

  @Test
  default void aTransactionIsBounded() throws Exception {
    ByteString half = ByteString.copyFrom(new byte[600_000]);
    try (TestClient client = client()) {
      client.connection.begin(1);
      client.note(1, message("bulky", "a").setBody(half));
      assertRefused(Code.LIMIT_REACHED, () -> client.note(1, message("bulky", "b").setBody(half)));
      client.commit(1);
      assertThat(status("bulky").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void connectionsAreBounded() throws Exception {
    List<TestClient> clients = new ArrayList<>();
    try {
      assertLimited(
          20,
          () -> {
            for (int i = 0; i <= 20; i++) {
              clients.add(client());
            }
          });
      assertThat(clients).isNotEmpty();
    } finally {
      clients.forEach(TestClient::close);
    }
  }

  @Test
  default void consumersAndProducersOfAConnectionAreBounded() throws Exception {
    try (TestClient client = client()) {
      for (int i = 0; i < 8; i++) {
        client.consume("crowded", 1);
      }
      assertLimited(8, () -> client.consume("crowded", 1));
      for (int i = 1; i < 3; i++) {
        get(client.connection.openProducer(new ProducerId(4, i), SequenceMode.CONTIGUOUS));
      }
      assertLimited(
          3,
          () -> get(client.connection.openProducer(new ProducerId(4, 9), SequenceMode.MONOTONE)));
    }
  }

  @Test
  default void destinationsAreBoundedHoweverTheyComeAbout() throws Exception {
    List<Address> made = new ArrayList<>();
    try (TestClient client = client()) {
      assertLimited(
          120,
          () -> {
            for (int i = 0; i <= 120; i++) {
              Address next = Address.queue("many.q" + i);
              get(admin().create(next, DestinationOptions.DEFAULT));
              made.add(next);
            }
          });
      assertLimited(120, () -> client.sendIds("many.sent", "a"));
      assertLimited(120, () -> client.consume("many.consumed", 1));
      TestClient known = client();
      known.sendIds(made.get(0).name(), "a");
      known.close();
    } finally {
      for (Address address : made) {
        get(admin().delete(address, true));
      }
    }
  }

  @Test
  default void durableSubscriptionsAreBounded() throws Exception {
    try (TestClient client = client()) {
      List<String> made = new ArrayList<>();
      assertLimited(
          8,
          () -> {
            for (int i = 0; i <= 8; i++) {
              var durable = TestClient.topic("bounded", "s" + i, true, true, 1);
              get(client.subscribe(durable).consumer().close());
              made.add("s" + i);
            }
          });
      for (String name : made) {
        get(client.connection.unsubscribe(name));
      }
    }
  }
}
