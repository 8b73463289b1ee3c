package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.client.FakeBroker.Whim;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeCluster cluster = new FakeCluster();
  private FakeBroker first;
  private FakeBroker second;
  private QuorateClient client;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start(1);
    second = cluster.start(2);
    cluster.elect(first);
    client = connect(Duration.ofSeconds(20));
  }

  private QuorateClient connect(Duration sendTimeout) {
    return QuorateClient.connect(
        first.address(), ClientOptions.builder().sendTimeout(sendTimeout).build());
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    cluster.kill();
  }

  @Test
  void storesAllOfItTogether() {
    Message order = receiveOrder();

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
      tx.publish("sales", Message.of("tea"));
      assertThat(tx.commit().durability()).isEqualTo(Durability.QUORUM_DISK);
    }

    assertThat(cluster.log()).containsExactly("order", "for tea", "tea");
    assertThat(unsettled("orders")).isZero();
    assertThat(first.commits()).isEqualTo(1);
  }

  @Test
  void storesNothingWithoutACommit() {
    Consumer consumer = client.consumer("orders");
    client.producer("orders").send("order");
    Message order = receive(consumer);

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
    }

    assertThat(cluster.log()).containsExactly("order");
    Message again = receive(consumer);
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.redelivered()).isTrue();
  }

  @Test
  void isRepeatedWithoutBeingStoredTwice() {
    first.whims(Whim.STORE_AND_BREAK);

    Confirmation confirmation = commitOne();

    assertThat(confirmation.repeated()).isTrue();
    assertThat(cluster.log()).containsExactly("for tea");
  }

  @Test
  void isRepeatedWhenItWasLost() {
    first.whims(Whim.BREAK, Whim.OVERLOADED, Whim.STORE_AND_UNKNOWN);

    commitOne();

    assertThat(cluster.log()).containsExactly("for tea");
  }

  @Test
  void goesOnWithANewMaster() throws Exception {
    try (Transaction tx = client.begin()) {
      tx.send("invoices", "for tea");
      cluster.elect(second);
      first.kill();

      assertThat(tx.commit().epoch()).isEqualTo(2);
    }

    assertThat(cluster.log()).containsExactly("for tea");
  }

  /** What it acknowledges cannot be acknowledged again, but the number tells that it was. */
  @Test
  void learnsThatALostCommitWasStored() {
    Message order = receiveOrder();
    first.whims(Whim.STORE_AND_BREAK);

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
      assertThat(tx.commit().repeated()).isTrue();
    }

    assertThat(cluster.log()).containsExactly("order", "for tea");
  }

  @Test
  void learnsThatALostCommitWasNotStored() {
    Consumer consumer = client.consumer("orders");
    client.producer("orders").send("order");
    Message order = receive(consumer);
    first.whims(Whim.BREAK);

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
      assertRolledBack(tx);
    }

    assertThat(cluster.log()).containsExactly("order");
    assertThat(receive(consumer).redelivered()).isTrue();
  }

  /** The number is taken, but perhaps only by having asked for it. */
  @Test
  void doesNotTakeItsOwnQuestionForTheCommit() {
    Message order = receiveOrder();
    first.whims(Whim.BREAK, Whim.STORE_AND_BREAK);

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
      assertThatThrownBy(tx::commit).isInstanceOf(OutcomeUnknownException.class);
    }

    assertThat(cluster.log()).containsExactly("order");
  }

  @Test
  void cannotAcknowledgeWhatWasReceivedBeforeAFailover() throws Exception {
    Message order = receiveOrder();
    cluster.elect(second);
    first.kill();

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for tea");
      assertRolledBack(tx);
    }

    assertThat(cluster.log()).containsExactly("order");
  }

  @Test
  void cannotAcknowledgeWhatItDoesNotHoldAnyMore() {
    Message order = receiveOrder();
    first.loseLocks();

    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      assertRolledBack(tx);
    }
  }

  private static void assertRolledBack(Transaction tx) {
    assertThatThrownBy(tx::commit)
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.TRANSACTION_ROLLED_BACK));
  }

  @Test
  void saysThatTheOutcomeIsUnknownAndLaterWhatItWas() throws Exception {
    first.always(Whim.SILENCE);
    try (QuorateClient hasty = connect(Duration.ofMillis(300));
        Transaction tx = hasty.begin()) {
      tx.send("invoices", "for tea");

      OutcomeUnknownException unknown =
          catchThrowableOfType(OutcomeUnknownException.class, tx::commit);
      first.always(null);
      cluster.elect(second);
      first.kill();

      assertThat(unknown.resolution().get(10, TimeUnit.SECONDS).epoch()).isEqualTo(2);
      assertThatThrownBy(tx::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(cluster.log()).containsExactly("for tea");
  }

  @Test
  void canBeCommittedAgainIfSurelyNotStored() {
    first.always(Whim.OVERLOADED);
    try (QuorateClient hasty = connect(Duration.ofMillis(200));
        Transaction tx = hasty.begin()) {
      tx.send("invoices", "for tea");
      assertThatThrownBy(tx::commit)
          .isInstanceOfSatisfying(
              RetryLaterException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED));
      first.always(null);
      tx.commit();
    }
    assertThat(cluster.log()).containsExactly("for tea");
  }

  @Test
  void usesTheSameProducerForOneCommitAfterTheOther() {
    commitOne();
    commitOne();
    commitOne();

    assertThat(cluster.producerCount()).isEqualTo(1);
  }

  @Test
  void refusesToGrowTooLarge() {
    try (Transaction tx = client.begin()) {
      tx.send("invoices", Message.of(new byte[700_000]));

      assertThatThrownBy(() -> tx.send("invoices", Message.of(new byte[700_000])))
          .isInstanceOf(NotStoredException.class)
          .hasMessageContaining("TOO_LARGE");
    }
  }

  private Confirmation commitOne() {
    try (Transaction tx = client.begin()) {
      tx.send("invoices", "for tea");
      return tx.commit();
    }
  }

  private Message receiveOrder() {
    client.producer("orders").send("order");
    return receive(client.consumer("orders"));
  }

  private int unsettled(String queue) {
    synchronized (cluster) {
      return cluster.queue(queue).unsettled();
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
