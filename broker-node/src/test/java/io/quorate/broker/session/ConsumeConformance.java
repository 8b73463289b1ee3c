package io.quorate.broker.session;

import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static io.quorate.broker.session.TestClient.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.TestClient.Taker;
import io.quorate.broker.session.TestClient.Wish;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Consumers of queues, and browsers. */
interface ConsumeConformance extends Kit {
  private static Wish wish(String queue) {
    return new Wish(DestinationKind.QUEUE, queue);
  }

  @Test
  default void whatIsAcknowledgedIsGone() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("plain", "a", "b");
      Taker taker = client.consume("plain", 10).await(2);
      assertThat(taker.ids()).containsExactly("a", "b");
      assertThat(taker.got).noneMatch(Delivery::redelivered);
      assertThat(taker.got).allMatch(d -> d.attempts() == 0 && d.brokerSequence() > 0);
      assertThat(status("plain").inFlight()).isEqualTo(2);
      assertThat(taker.settle(0, 1, Outcome.ACKNOWLEDGED)).isZero();
      assertThat(status("plain").view().messages()).isZero();
      assertThat(status("plain").inFlight()).isZero();
      assertThat(status("plain").acknowledged()).isEqualTo(2);
    }
  }

  @Test
  default void aConsumerMayComeBeforeItsQueue() throws Exception {
    try (TestClient client = client()) {
      Taker taker = client.consume("later", 10);
      client.sendIds("later", "a", "b", "c");
      assertThat(taker.await(3).ids()).containsExactly("a", "b", "c");
    }
  }

  // ── credit ──

  @Test
  default void creditBoundsTheMessages() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("credit", "a", "b", "c", "d");
      Taker taker = client.consume("credit", 2).await(2);
      assertThat(status("credit").inFlight()).isEqualTo(2);
      taker.acknowledgeAll();
      assertThat(taker.ids()).containsExactly("a", "b");
      taker.consumer().addCredit(1, 0);
      assertThat(taker.await(3).ids()).containsExactly("a", "b", "c");
    }
  }

  @Test
  default void creditBoundsTheBytesUntilTheyAreSettled() throws Exception {
    ByteString body = ByteString.copyFrom(new byte[1_000]);
    try (TestClient client = client()) {
      for (String id : new String[] {"a", "b", "c"}) {
        client.send(message("weighed", id).setBody(body));
      }
      Taker taker = client.subscribe(wish("weighed").credit(10, 1_500)).await(2);
      assertThat(status("weighed").inFlight()).isEqualTo(2);
      taker.settle(0, Outcome.ACKNOWLEDGED);
      assertThat(taker.await(3).ids()).containsExactly("a", "b", "c");
    }
  }

  @Test
  default void aDrainEndsWhatIsLeftOfTheCredit() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("drained", "a");
      Taker taker = client.consume("drained", 5).await(1);
      taker.consumer().drain();
      taker.awaitDrained();
      client.sendIds("drained", "b");
      taker.settle(0, Outcome.ACKNOWLEDGED);
      assertThat(taker.ids()).containsExactly("a");
      taker.consumer().addCredit(1, 0);
      assertThat(taker.await(2).ids()).containsExactly("a", "b");
    }
  }

  @Test
  default void nobodyHoldsMoreThanTheLimit() throws Exception {
    try (TestClient client = client()) {
      for (int i = 0; i < 25; i++) {
        client.sendIds("hoarded", "m" + i);
      }
      Taker taker = client.consume("hoarded", 1_000).await(20);
      assertThat(status("hoarded").inFlight()).isEqualTo(20);
      taker.settle(0, 9, Outcome.ACKNOWLEDGED);
      taker.await(25);
    }
  }

  // ── settling ──

  @Test
  default void aReleasedMessageComesBackUncounted() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("released", "a", "b");
      Taker taker = client.consume("released", 1).await(1);
      taker.settle(0, Outcome.RELEASED);
      taker.consumer().addCredit(1, 0);
      taker.await(2);
      assertThat(taker.last().redelivered()).isTrue();
      assertThat(taker.last().attempts()).isZero();
      assertThat(taker.ids()).containsExactly("a", "a");
    }
  }

  @Test
  default void aSettlementMayPutTheNextOfferOff() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("put.off", "a", "b");
      Taker taker = client.consume("put.off", 1).await(1);
      taker.settleWith(0, Outcome.RELEASED, 400, "not now");
      taker.consumer().addCredit(2, 0);
      assertThat(taker.await(3).ids()).containsExactly("a", "b", "a");
    }
  }

  @Test
  default void aFailedMessageCountsAndEndsAsADeadLetter() throws Exception {
    get(admin().create(Address.queue("failing"), Kit.redelivering(2, 50)));
    try (TestClient client = client()) {
      client.sendIds("failing", "a");
      Taker taker = client.consume("failing", 10).await(1);
      taker.settle(0, Outcome.FAILED);
      assertThat(taker.await(2).last().attempts()).isEqualTo(1);
      assertThat(taker.last().redelivered()).isTrue();
      taker.settleWith(1, Outcome.FAILED, 0, "no stock");
      Taker dead = client.consume("DLQ.failing", 10).await(1);
      var letter = java.util.Objects.requireNonNull(dead.last().deadLetter());
      assertThat(letter.origin()).isEqualTo(Address.queue("failing"));
      assertThat(letter.reason()).contains("no stock");
      assertThat(letter.attempts()).isEqualTo(2);
    }
  }

  @Test
  default void aRejectedMessageIsADeadLetterAtOnce() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("rejecting", "a");
      client.consume("rejecting", 1).await(1).settleWith(0, Outcome.REJECTED, 0, "no order");
      Taker dead = client.consume("DLQ.rejecting", 1).await(1);
      assertThat(java.util.Objects.requireNonNull(dead.last().deadLetter()).reason())
          .contains("no order");
    }
  }

  @Test
  default void aLockRunsOutUnlessItIsRenewed() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("locked", "a", "b");
      Taker taker = client.subscribe(wish("locked").credit(2, 0).lockMillis(1_500)).await(2);
      long kept = taker.got.get(0).tag();
      Taker other = client.consume("locked", 10);
      while (other.got.isEmpty()) {
        taker.consumer().renewLock(kept, kept);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      assertThat(other.ids()).containsExactly("b");
      assertThat(other.last().attempts()).isEqualTo(1);
      assertThat(taker.settle(0, 1, Outcome.ACKNOWLEDGED)).as("lost").isEqualTo(1);
      assertThat(status("locked").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void whatIsSettledBeforehandIsGoneWhenItIsSent() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("presettled", "a", "b");
      assertThat(client.subscribe(wish("presettled").preSettled()).await(2).ids())
          .containsExactly("a", "b");
      awaitMessages("presettled", 0);
    }
  }

  // ── endings ──

  @Test
  default void aConsumerThatVanishesGivesBackAtOnce() throws Exception {
    TestClient dying = client();
    dying.sendIds("vanished", "a", "b");
    dying.consume("vanished", 10).await(2);
    try (TestClient other = client()) {
      Taker taker = other.consume("vanished", 10);
      dying.connection.lost();
      assertThat(taker.await(2).ids()).containsExactly("a", "b");
      assertThat(taker.got).allMatch(d -> d.redelivered() && d.attempts() == 1);
    }
  }

  @Test
  default void aConnectionThatTakesItsLeaveCountsNothing() throws Exception {
    TestClient leaving = client();
    leaving.sendIds("left", "a");
    leaving.consume("left", 10).await(1);
    try (TestClient other = client()) {
      Taker taker = other.consume("left", 10);
      leaving.close();
      assertThat(taker.await(1).last().redelivered()).isTrue();
      assertThat(taker.last().attempts()).isZero();
    }
  }

  @Test
  default void aClosedConsumerGivesBackWithoutAnAttempt() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("closed", "a");
      Taker first = client.consume("closed", 10).await(1);
      get(first.consumer().close());
      Taker second = client.consume("closed", 10).await(1);
      assertThat(second.last().redelivered()).isTrue();
      assertThat(second.last().attempts()).isZero();
    }
  }

  @Test
  default void theConsumersOfADeletedQueueAreTold() throws Exception {
    try (TestClient client = client()) {
      Taker taker = client.consume("doomed", 10);
      assertRefused(Code.IN_USE, () -> get(admin().delete(Address.queue("doomed"), false)));
      get(admin().delete(Address.queue("doomed"), true));
      await().atMost(SOON).until(() -> taker.closed != null);
      assertThat(java.util.Objects.requireNonNull(taker.closed).code()).isEqualTo(Code.NOT_FOUND);
    }
  }

  @Test
  default void aClientIdMayBeTakenOver() throws Exception {
    TestClient first = new TestClient(broker(), TestClient.request("one"));
    ConnectRequest exclusive = TestClient.request("one", ConnectRequest.ClientIdRule.EXCLUSIVE);
    assertRefused(Code.IN_USE, () -> new TestClient(broker(), exclusive));
    ConnectRequest takeover = TestClient.request("one", ConnectRequest.ClientIdRule.TAKEOVER);
    try (TestClient second = new TestClient(broker(), takeover)) {
      await().atMost(SOON).until(() -> first.farewells.size() == 1);
      assertThat(first.farewells.get(0).code()).isEqualTo(Code.IN_USE);
      second.sendIds("taken.over", "a");
    }
  }

  @Test
  default void aClientThatComesBackIsNotInItsOwnWay() throws Exception {
    ConnectRequest itself = TestClient.request("returning");
    TestClient before = new TestClient(broker(), itself);
    SubscribeRequest durable = topic("gazette", "reader", true, false, 10);
    before.subscribe(durable);
    try (TestClient again = new TestClient(broker(), itself)) {
      again.subscribe(durable);
      await().atMost(SOON).until(() -> before.farewells.size() == 1);
      assertThat(before.farewells.get(0).code()).isEqualTo(Code.NOT_READY);
    }
  }

  // ── choosing and looking ──

  @Test
  default void selectorsChoose() throws Exception {
    try (TestClient client = client()) {
      for (int i = 1; i <= 4; i++) {
        client.send(numbered("chosen", i));
      }
      Taker taker = client.subscribe(TestClient.queue("chosen", "n > 2", 10)).await(2);
      assertThat(taker.ids()).containsExactly("m3", "m4");
      assertRefused(
          Code.INVALID_SELECTOR, () -> client.subscribe(TestClient.queue("chosen", "n >", 1)));
    }
  }

  static Message.Builder numbered(String queue, int number) {
    return message(queue, "m" + number)
        .addProperties(Property.newBuilder().setName("n").setIntValue(number));
  }

  @Test
  default void aBrowserSeesEverythingAndTakesNothing() throws Exception {
    try (TestClient client = client()) {
      for (int i = 1; i <= 3; i++) {
        client.send(numbered("browsed", i));
      }
      client.consume("browsed", 1).await(1);
      Taker all = client.subscribe(wish("browsed").browse());
      all.awaitDrained();
      assertThat(all.ids()).containsExactly("m1", "m2", "m3");
      Taker some = client.subscribe(wish("browsed").browse().selector("n <> 2"));
      some.awaitDrained();
      assertThat(some.ids()).containsExactly("m1", "m3");
      assertThat(status("browsed").view().messages()).isEqualTo(3);
      assertThat(status("browsed").inFlight()).isEqualTo(1);
    }
  }

  @Test
  default void aConsumerOfNonsenseIsRefused() throws Exception {
    try (TestClient client = client()) {
      assertRefused(Code.INVALID, () -> client.consume("wild.*", 1));
      assertRefused(Code.INVALID, () -> client.subscribe(wish("named").durable("paper")));
      assertRefused(
          Code.INVALID, () -> client.subscribe(new Wish(DestinationKind.TOPIC, "t").browse()));
    }
  }
}
