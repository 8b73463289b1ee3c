package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.proto.client.v1.Failed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeCluster cluster = new FakeCluster();
  private FakeBroker first;
  private FakeBroker second;
  private QuorateClient client;
  private Producer producer;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start(1);
    second = cluster.start(2);
    cluster.elect(first);
    client = QuorateClient.connect(first.address());
    producer = client.producer("orders");
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    cluster.kill();
  }

  @Test
  void receivesAndAcknowledges() {
    Consumer consumer = client.consumer("orders");
    producer.send("tea");

    Message message = receive(consumer);
    message.acknowledge();

    assertThat(message.text()).isEqualTo("tea");
    assertThat(message.destination()).contains(Destination.queue("orders"));
    assertThat(message.redelivered()).isFalse();
    assertThat(consumer.flush(SOON)).isTrue();
    assertThat(waiting()).isZero();
  }

  @Test
  void receivesNothingInTime() {
    Consumer consumer = client.consumer("orders");

    assertThat(consumer.receive(Duration.ofMillis(50))).isNull();
    assertThat(consumer.receiveNow()).isNull();
  }

  @Test
  void renewsItsCredit() {
    sendAll(1_000);
    Consumer consumer = client.consumer("orders", ConsumerOptions.builder().prefetch(10).build());

    for (int i = 1; i <= 1_000; i++) {
      Message message = receive(consumer);
      assertThat(message.text()).isEqualTo(String.valueOf(i));
      message.acknowledge();
    }

    assertThat(consumer.flush(SOON)).isTrue();
    assertThat(waiting()).isZero();
    // Acknowledgements gathered.
    assertThat(first.settles()).isLessThan(1_000);
  }

  @Test
  void fetchesNoMoreThanItsPrefetch() {
    sendAll(10);

    Consumer consumer = client.consumer("orders", ConsumerOptions.builder().prefetch(3).build());
    receive(consumer);

    Awaitility.await().until(() -> waiting() == 6);
  }

  @Test
  void settlesInEveryWay() throws Exception {
    sendAll(4);
    Consumer consumer = client.consumer("orders", ConsumerOptions.builder().prefetch(1).build());

    assertThat(receive(consumer).settle(Settlement.acknowledged()).get(10, TimeUnit.SECONDS))
        .isEqualTo(Settlement.Result.SETTLED);
    Message second = receive(consumer);
    second.reject("not for us");
    receive(consumer).release();
    receive(consumer).fail(Duration.ZERO, "no luck");
    consumer.flush(SOON);

    assertThat(cluster.deadCount("orders")).isEqualTo(1);
    assertThatThrownBy(second::acknowledge)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("settled before");
    Message third = receive(consumer);
    assertThat(third.redelivered()).isTrue();
  }

  @Test
  void acknowledgesAllUpToAMessage() {
    sendAll(5);
    Consumer consumer = client.consumer("orders");
    receive(consumer);
    receive(consumer);

    consumer.acknowledgeUpTo(receive(consumer));
    consumer.close();

    assertThat(waiting()).isEqualTo(2);
  }

  @Test
  void closingGivesBackWhatIsNotSettled() {
    sendAll(3);
    Consumer consumer = client.consumer("orders");
    receive(consumer).acknowledge();

    consumer.close();

    assertThat(waiting()).isEqualTo(2);
    assertThatThrownBy(consumer::receiveNow).isInstanceOf(NotStoredException.class);
  }

  @Test
  void goesOnAfterAFailoverAndSettlesNothingOfBefore() throws Exception {
    sendAll(2);
    Consumer consumer = client.consumer("orders");
    Message before = receive(consumer);
    cluster.elect(second);
    first.kill();

    Message again = receive(consumer);
    // The second one may have been here before the connection broke.
    while (!again.redelivered()) {
      again = receive(consumer);
    }

    assertThat(again.text()).isEqualTo("1");
    assertThat(again.epoch()).isGreaterThan(before.epoch());
    assertThat(before.settle(Settlement.acknowledged()).get(10, TimeUnit.SECONDS))
        .isEqualTo(Settlement.Result.LOST);
    assertThat(consumer.lostSettlements()).isEqualTo(1);
    again.acknowledge();
    receive(consumer).acknowledge();
    consumer.flush(SOON);
    assertThat(waiting()).isZero();
  }

  @Test
  void doesNotTakeWhatItSettledItselfForLost() throws Exception {
    sendAll(1);
    Consumer consumer = client.consumer("orders");
    Message message = receive(consumer);
    first.settlingInDoubt();

    assertThat(message.settle(Settlement.acknowledged()).get(10, TimeUnit.SECONDS))
        .isEqualTo(Settlement.Result.UNKNOWN);
    assertThat(consumer.lostSettlements()).isZero();
  }

  @Test
  void tellsThatALockHasRunOut() throws Exception {
    sendAll(1);
    Consumer consumer = client.consumer("orders");
    Message message = receive(consumer);
    first.loseLocks();

    assertThat(message.settle(Settlement.acknowledged()).get(10, TimeUnit.SECONDS))
        .isEqualTo(Settlement.Result.LOST);
  }

  @Test
  void refusesAWrongSelectorAtOnce() {
    first.refusingSubscriptions(Failed.Code.INVALID_SELECTOR);
    ConsumerOptions options = ConsumerOptions.builder().selector("price >").build();

    assertThatThrownBy(() -> client.consumer("orders", options))
        .isInstanceOfSatisfying(
            NotStoredException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_SELECTOR));
  }

  @Test
  void closesWhatItHasWaitedForInVain() {
    first.keepingSubscribersWaiting();
    ClientOptions impatient = ClientOptions.builder().connectTimeout(Duration.ofSeconds(2)).build();
    try (QuorateClient other = QuorateClient.connect(first.address(), impatient)) {
      assertThatThrownBy(() -> other.consumer("orders")).isInstanceOf(RetryLaterException.class);

      Awaitility.await().atMost(SOON).until(() -> first.closedConsumers.get() == 1);
    }
  }

  @Test
  void waitsForASubscriptionThatIsInUse() {
    sendAll(1);
    first.refusingOneSubscription(Failed.Code.IN_USE);

    assertThat(receive(client.consumer("orders")).text()).isEqualTo("1");
  }

  @Test
  void subscribesAgainAfterAnAnswerInDoubt() {
    sendAll(1);
    first.refusingOneSubscription(Failed.Code.OUTCOME_UNKNOWN);

    assertThat(receive(client.consumer("orders")).text()).isEqualTo("1");
  }

  @Test
  void handsMessagesToAHandlerOnSeveralThreads() throws Exception {
    sendAll(100);
    CountDownLatch handled = new CountDownLatch(100);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch both = new CountDownLatch(2);
    PushConsumer consumer =
        client.consumer(
            Destination.queue("orders"),
            ConsumerOptions.builder().concurrency(2).build(),
            message -> {
              if (threads.add(Thread.currentThread().getName())) {
                both.countDown();
                both.await(10, TimeUnit.SECONDS);
              }
              handled.countDown();
            });

    assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
    consumer.close();

    assertThat(threads)
        .containsExactlyInAnyOrder("quorate-handler-orders-1", "quorate-handler-orders-2");
    assertThat(waiting()).isZero();
  }

  @Test
  void failsAMessageWhoseHandlerThrows() throws Exception {
    sendAll(1);
    List<Integer> attempts = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);

    client.consumer(
        "orders",
        message -> {
          attempts.add(message.attempts());
          if (message.attempts() < 2) {
            throw new IOException("as told");
          }
          done.countDown();
        });

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(attempts).containsExactly(0, 1, 2);
  }

  @Test
  void needsNoSettlingWhenAtMostOnce() {
    sendAll(2);
    Consumer consumer = client.consumer("orders", ConsumerOptions.builder().atMostOnce().build());

    receive(consumer).acknowledge();
    receive(consumer);
    consumer.close();

    assertThat(waiting()).isZero();
  }

  @Test
  void wantsAClientIdForADurableSubscription() {
    ConsumerOptions options = ConsumerOptions.builder().durable("billing").build();

    assertThatThrownBy(() -> client.subscriber("prices.>", options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clientId");
  }

  private int waiting() {
    synchronized (cluster) {
      return cluster.queue("orders").ready.size();
    }
  }

  private void sendAll(int count) {
    for (int i = 1; i <= count; i++) {
      producer.send(String.valueOf(i));
    }
  }

  private static Message receive(Consumer consumer) {
    Message message = consumer.receive(SOON);
    if (message == null) {
      throw new AssertionError("expected a message within " + SOON);
    }
    return message;
  }
}
