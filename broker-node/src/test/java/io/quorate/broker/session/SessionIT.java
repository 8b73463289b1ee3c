package io.quorate.broker.session;

import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.proto.message.v1.Message;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operation of a session once, on one node. */
class SessionIT {
  @TempDir static Path folder;

  private static Nodes nodes;
  private static Broker broker;

  @BeforeAll
  static void start() throws Exception {
    nodes = new Nodes(folder, 1);
    broker = nodes.master().broker();
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.close();
    assertThat(nodes.lastWords).isEmpty();
  }

  private static Administration admin() {
    return broker.administration(Principal.ANYBODY, TestClient.MAIN);
  }

  private static Administration.DestinationStatus status(String queue) throws Exception {
    return get(admin().destinations(DestinationKind.QUEUE, queue, "", 1)).get(0);
  }

  private static void assertRefused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BrokerException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  @Test
  void whatIsSentIsDeliveredAndGoneWhenAcknowledged() throws Exception {
    TestClient client = TestClient.of(broker);
    SendReceipt receipt = client.send(message("plain", "a"), message("plain", "b"));
    assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.QUORUM_DISK);
    assertThat(receipt.position().index()).isPositive();
    assertThat(receipt.rejected()).isEmpty();

    TestClient.Taker taker = client.consume("plain", 10).await(2);
    assertThat(taker.ids()).containsExactly("a", "b");
    assertThat(taker.got).noneMatch(Delivery::redelivered);
    assertThat(status("plain").inFlight()).isEqualTo(2);
    taker.acknowledgeAll();

    assertThat(status("plain").view().messages()).isZero();
    assertThat(status("plain").inFlight()).isZero();
    assertThat(status("plain").received()).isEqualTo(2);
    assertThat(status("plain").acknowledged()).isEqualTo(2);
    client.connection.close();
  }

  @Test
  void aConsumerMayComeBeforeItsQueue() throws Exception {
    TestClient client = TestClient.of(broker);
    TestClient.Taker taker = client.consume("later", 10);
    client.sendIds("later", "a", "b", "c");
    assertThat(taker.await(3).ids()).containsExactly("a", "b", "c");
    client.connection.close();
  }

  @Test
  void aConnectionThatGoesGivesBackWhatItHeld() throws Exception {
    TestClient dying = TestClient.of(broker);
    dying.sendIds("given", "a", "b");
    dying.consume("given", 10).await(2);
    TestClient other = TestClient.of(broker);
    TestClient.Taker taker = other.consume("given", 10);
    dying.connection.close();
    taker.await(2);
    assertThat(taker.ids()).containsExactly("a", "b");
    assertThat(taker.got).allMatch(d -> d.redelivered() && d.attempts() == 1);
    other.connection.close();
  }

  @Test
  void aClosedConsumerGivesBackWithoutAnAttempt() throws Exception {
    TestClient client = TestClient.of(broker);
    client.sendIds("closed", "a");
    TestClient.Taker first = client.consume("closed", 10).await(1);
    get(first.consumer().close());
    TestClient.Taker second = client.consume("closed", 10).await(1);
    assertThat(second.got.get(0).redelivered()).isTrue();
    assertThat(second.got.get(0).attempts()).isZero();
    client.connection.close();
  }

  @Test
  void selectorsChoose() throws Exception {
    TestClient client = TestClient.of(broker);
    for (int i = 1; i <= 4; i++) {
      client.send(
          message("chosen", "m" + i)
              .addProperties(
                  io.quorate.proto.message.v1.Property.newBuilder().setName("n").setIntValue(i)));
    }
    TestClient.Taker taker = client.subscribe(TestClient.queue("chosen", "n > 2", 10)).await(2);
    assertThat(taker.ids()).containsExactly("m3", "m4");
    assertRefused(
        Code.INVALID_SELECTOR, () -> client.subscribe(TestClient.queue("chosen", "n >", 1)));
    client.connection.close();
  }

  @Test
  void aRejectedMessageIsFoundInTheDeadLetterQueueAndMovedBack() throws Exception {
    TestClient client = TestClient.of(broker);
    client.sendIds("poisoned", "a");
    TestClient.Taker taker = client.consume("poisoned", 10).await(1);
    taker.settle(0, Outcome.REJECTED);
    Administration.BrowsePage page = get(admin().browse("DLQ.poisoned", "", 0, 10));
    assertThat(page.messages()).hasSize(1);
    assertThat(page.next()).isZero();
    assertThat(page.messages().get(0).delivery().deadLetter()).isNotNull();

    assertThat(get(admin().move("DLQ.poisoned", "", "", 0, true))).isEqualTo(1);
    assertThat(get(admin().move("DLQ.poisoned", "", "", 0, false))).isEqualTo(1);
    assertThat(taker.await(2).ids()).containsExactly("a", "a");
    client.connection.close();
  }

  @Test
  void delayedMessagesComeWhenTheyAreDue() throws Exception {
    TestClient client = TestClient.of(broker);
    TestClient.Taker taker = client.consume("delayed", 10);
    client.send(message("delayed", "late").setDelayMillis(700));
    client.send(message("delayed", "now"));
    taker.await(1);
    assertThat(status("delayed").view().delayed()).isEqualTo(1);
    assertThat(taker.await(2).ids()).containsExactly("now", "late");
    client.connection.close();
  }

  @Test
  void whatIsExpiredIsSweptAway() throws Exception {
    TestClient client = TestClient.of(broker);
    client.send(message("expiring", "a").setTimeToLiveMillis(200));
    await().atMost(Duration.ofSeconds(20)).until(() -> status("expiring").view().messages() == 0);
    client.connection.close();
  }

  @Test
  void aFullQueueMakesItsProducerWait() throws Exception {
    DestinationOptions two = limited(2, OverflowPolicy.BLOCK);
    get(admin().create(Address.queue("narrow"), two));
    TestClient client = TestClient.of(broker);
    client.sendIds("narrow", "a", "b");
    CompletionStage<SendReceipt> third = client.sendAsync(20_000, message("narrow", "c"));
    CompletionStage<SendReceipt> fourth = client.sendAsync(20_000, message("narrow", "d"));
    TestClient.Taker taker = client.consume("narrow", 10).await(2);
    assertThat(third.toCompletableFuture()).isNotDone();

    taker.acknowledgeAll();
    get(third);
    get(fourth);
    assertThat(taker.await(4).ids()).containsExactly("a", "b", "c", "d");
    client.connection.close();
  }

  @Test
  void aQueueThatStaysFullIsToldWithItsLimit() throws Exception {
    get(admin().create(Address.queue("full"), limited(1, OverflowPolicy.BLOCK)));
    TestClient client = TestClient.of(broker);
    client.sendIds("full", "a");
    assertThatThrownBy(() -> get(client.sendAsync(300, message("full", "b"))))
        .isInstanceOfSatisfying(
            BrokerException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(Code.QUEUE_FULL);
              assertThat(refusal.limit()).isEqualTo(1);
              assertThat(refusal.usage()).isEqualTo(1);
            });
    client.connection.close();
  }

  private static DestinationOptions limited(long maxMessages, OverflowPolicy overflow) {
    return new DestinationOptions(maxMessages, 0, overflow, 16, 0, 100, 0, 60_000, 0, "", false);
  }

  @Test
  void aTransactionTakesEffectAsAWhole() throws Exception {
    TestClient client = TestClient.of(broker);
    client.sendIds("from", "a");
    TestClient.Taker from = client.consume("from", 10).await(1);
    TestClient.Taker to = client.consume("to", 10);
    client.connection.begin(1);
    List<ByteBuffer> two =
        List.of(TestClient.bytes(message("to", "x")), TestClient.bytes(message("to", "y")));
    assertThat(get(client.connection.send(client.producer, 0, two, 1, 1_000)).durability())
        .isEqualTo(SendReceipt.Durability.TRANSACTION);
    assertThat(get(from.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED))).isZero();
    assertThat(status("from").view().messages()).isEqualTo(1);

    get(client.connection.commit(1, client.producer, client.nextSequence(), 10_000));
    assertThat(to.await(2).ids()).containsExactly("x", "y");
    assertThat(status("from").view().messages()).isZero();
    assertRefused(Code.INVALID, () -> get(client.connection.commit(1, client.producer, 3, 10_000)));
    client.connection.close();
  }

  @Test
  void aRolledBackTransactionLeavesEverythingAsItWas() throws Exception {
    TestClient client = TestClient.of(broker);
    client.sendIds("kept", "a");
    TestClient.Taker taker = client.consume("kept", 10).await(1);
    client.connection.begin(1);
    get(taker.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED));
    client.connection.rollback(1);
    assertThat(taker.settle(0, Outcome.RELEASED)).isZero();
    assertThat(taker.await(2).ids()).containsExactly("a", "a");
    client.connection.close();
  }

  @Test
  void topicsReachTheirSubscribersAndPatterns() throws Exception {
    TestClient client = TestClient.of(broker);
    TestClient.Taker one = client.subscribe(TestClient.topic("t.x", "", false, false, 10));
    TestClient.Taker all = client.subscribe(TestClient.topic("t.>", "", false, false, 10));
    TestClient.Taker shared1 = client.subscribe(TestClient.topic("t.*", "s", false, true, 10));
    TestClient.Taker shared2 = client.subscribe(TestClient.topic("t.*", "s", false, true, 10));
    client.send(topicMessage("t.x", "a"), topicMessage("t.y", "b"));
    assertThat(one.await(1).ids()).containsExactly("a");
    assertThat(all.await(2).ids()).containsExactly("a", "b");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> shared1.got.size() + shared2.got.size() == 2);
    all.settle(0, Outcome.RELEASED);
    assertThat(all.await(3).got.get(2).redelivered()).isTrue();
    client.connection.close();
  }

  private static Message.Builder topicMessage(String topic, String id) {
    return message(topic, id).setKind(Message.Kind.TOPIC);
  }

  @Test
  void aDurableSubscriberFindsWhatCameWhileItWasAway() throws Exception {
    TestClient sender = TestClient.of(broker);
    TestClient client = new TestClient(broker, TestClient.request("desk"));
    SubscribeRequest durable = TestClient.topic("news", "paper", true, false, 10);
    TestClient.Taker first = client.subscribe(durable);
    sender.send(topicMessage("news", "a"));
    first.await(1).acknowledgeAll();
    assertRefused(Code.IN_USE, () -> client.subscribe(durable));
    get(first.consumer().close());
    sender.send(topicMessage("news", "b"));

    TestClient.Taker second = client.subscribe(durable).await(1);
    assertThat(second.ids()).containsExactly("b");
    assertThat(second.got.get(0).redelivered()).isFalse();
    second.acknowledgeAll();
    assertRefused(Code.IN_USE, () -> get(client.connection.unsubscribe("paper")));
    get(second.consumer().close());
    get(client.connection.unsubscribe("paper"));
    client.connection.close();
    sender.connection.close();
  }

  @Test
  void volatileMessagesAreConfirmedFromMemory() throws Exception {
    TestClient client = TestClient.of(broker);
    TestClient.Taker taker = client.consume("fleeting", 10);
    var monotone = new io.quorate.broker.queue.ProducerId(9, 9);
    get(client.connection.openProducer(monotone, SequenceMode.MONOTONE));
    List<ByteBuffer> one = List.of(TestClient.bytes(message("fleeting", "a").setVolatile(true)));
    SendReceipt receipt = get(client.connection.send(monotone, 1, one, 0, 1_000));
    assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.MEMORY);
    assertThat(taker.await(1).ids()).containsExactly("a");
    taker.settle(0, Outcome.FAILED);
    assertThat(taker.await(2).got.get(1).attempts()).isEqualTo(1);
    taker.settle(1, Outcome.ACKNOWLEDGED);
    assertThat(status("fleeting").volatileMessages()).isZero();
    client.connection.close();
  }

  @Test
  void aBrowserSeesEverythingAndTakesNothing() throws Exception {
    TestClient client = TestClient.of(broker);
    client.sendIds("browsed", "a", "b", "c");
    client.consume("browsed", 1).await(1);
    TestClient.Taker browser = client.subscribe(TestClient.browser("browsed", ""));
    browser.awaitDrained();
    assertThat(browser.ids()).containsExactly("a", "b", "c");
    assertThat(status("browsed").view().messages()).isEqualTo(3);

    Administration.BrowsePage page = get(admin().browse("browsed", "", 0, 2));
    assertThat(page.messages()).hasSize(2);
    assertThat(page.messages().get(0).inFlight()).isTrue();
    assertThat(get(admin().browse("browsed", "", page.next(), 2)).messages()).hasSize(1);
    client.connection.close();
  }

  @Test
  void temporaryDestinationsBelongToTheirConnection() throws Exception {
    TestClient owner = TestClient.of(broker);
    TestClient other = TestClient.of(broker);
    Address reply = get(owner.connection.createTemporary(DestinationKind.QUEUE));
    other.sendIds(reply.name(), "answer");
    assertThat(owner.consume(reply.name(), 1).await(1).ids()).containsExactly("answer");
    assertRefused(Code.NOT_ALLOWED, () -> other.consume(reply.name(), 1));
    assertRefused(Code.IN_USE, () -> get(owner.connection.deleteTemporary(reply)));
    owner.connection.close();
    other.connection.close();
  }

  @Test
  void nonsenseIsRefusedWithTheRightCode() throws Exception {
    TestClient client = TestClient.of(broker);
    assertRefused(Code.INVALID, () -> client.send(message("no spaces", "a")));
    assertRefused(
        Code.INVALID,
        () ->
            get(
                client.connection.send(
                    client.producer, 9, List.of(ByteBuffer.wrap(new byte[] {1})), 0, 0)));
    assertRefused(
        Code.SEQUENCE_GAP,
        () ->
            get(
                client.connection.send(
                    client.producer,
                    77,
                    List.of(TestClient.bytes(message("gap", "a"))),
                    0,
                    1_000)));
    assertRefused(Code.NOT_FOUND, () -> get(admin().purge("nowhere")));
    assertRefused(Code.NOT_FOUND, () -> get(admin().browse("nowhere", "", 0, 1)));
    assertRefused(Code.INVALID, () -> get(admin().purge("a..b")));
    client.connection.close();
    assertRefused(Code.NOT_READY, () -> client.send(message("plain", "late")));
  }

  @Test
  void aClientIdMayBeTakenOver() throws Exception {
    TestClient first = new TestClient(broker, TestClient.request("one"));
    ConnectRequest exclusive = ruled("one", ConnectRequest.ClientIdRule.EXCLUSIVE);
    assertRefused(Code.IN_USE, () -> new TestClient(broker, exclusive));
    TestClient second = new TestClient(broker, ruled("one", ConnectRequest.ClientIdRule.TAKEOVER));
    assertThat(first.farewells).hasSize(1);
    assertThat(first.farewells.get(0).code()).isEqualTo(Code.IN_USE);
    second.connection.close();
  }

  private static ConnectRequest ruled(String clientId, ConnectRequest.ClientIdRule rule) {
    ConnectRequest plain = TestClient.request(clientId);
    return new ConnectRequest(
        plain.group(),
        plain.principal(),
        clientId,
        rule,
        plain.connectionId(),
        plain.protocol(),
        plain.remote());
  }

  @Test
  void operatorsCreatePausePurgeAndDelete() throws Exception {
    Address address = Address.queue("run");
    get(admin().create(address, DestinationOptions.DEFAULT));
    TestClient client = TestClient.of(broker);
    get(admin().pause(address, true));
    TestClient.Taker taker = client.consume("run", 10);
    client.sendIds("run", "a");
    assertThat(status("run").view().paused()).isTrue();
    assertThat(get(admin().purge("run"))).isEqualTo(1);
    client.sendIds("run", "b");
    get(admin().pause(address, false));
    assertThat(taker.await(1).ids()).containsExactly("b");
    assertRefused(Code.IN_USE, () -> get(admin().delete(address, false)));
    get(admin().delete(address, true));
    await().atMost(Duration.ofSeconds(10)).until(() -> taker.closed != null);
    assertThat(get(admin().diskWhy()).lastIndex()).isPositive();
    client.connection.close();
  }
}
