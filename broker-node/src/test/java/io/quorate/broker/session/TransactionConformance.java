package io.quorate.broker.session;

import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.TestClient.Taker;
import org.junit.jupiter.api.Test;

/** Sends and settlements that take effect together. */
interface TransactionConformance extends Kit {
  @Test
  default void aTransactionTakesEffectAsAWhole() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("from", "a");
      Taker from = client.consume("from", 10).await(1);
      Taker to = client.consume("to", 10);
      client.connection.begin(1);
      assertThat(client.note(1, message("to", "x"), message("to", "y")).durability())
          .isEqualTo(SendReceipt.Durability.TRANSACTION);
      assertThat(get(from.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED))).isZero();
      assertThat(status("from").view().messages()).isEqualTo(1);

      SendReceipt receipt = client.commit(1);
      assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.QUORUM_DISK);
      assertThat(to.await(2).ids()).containsExactly("x", "y");
      assertThat(status("from").view().messages()).isZero();
      assertRefused(Code.INVALID, () -> client.commit(1));
    }
  }

  @Test
  default void aRolledBackTransactionLeavesEverythingAsItWas() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("kept", "a");
      Taker taker = client.consume("kept", 10).await(1);
      client.connection.begin(1);
      client.note(1, message("kept", "never"));
      get(taker.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED));
      client.connection.rollback(1);
      assertThat(taker.settle(0, Outcome.RELEASED)).isZero();
      assertThat(taker.await(2).ids()).containsExactly("a", "a");
    }
  }

  @Test
  default void theOutcomeOfACommitCanBeAskedFor() throws Exception {
    try (TestClient client = client()) {
      client.connection.begin(1);
      client.note(1, message("asked", "a"));
      client.commit(1);
      assertThat(get(client.connection.openProducer(client.producer, SequenceMode.CONTIGUOUS)))
          .isEqualTo(1);
      client.connection.begin(2);
      SendReceipt again = get(client.connection.commit(2, client.producer, 1, 10_000));
      assertThat(again.duplicates()).isEqualTo(1);
      assertThat(status("asked").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void aCommitThatFindsNoRoomMayBeRepeated() throws Exception {
    get(admin().create(Address.queue("brim"), Kit.limited(1, OverflowPolicy.REJECT)));
    try (TestClient client = client()) {
      client.sendIds("brim", "a");
      Taker taker = client.consume("brim", 1).await(1);
      client.connection.begin(1);
      client.note(1, message("brim", "b"), message("brim.other", "c"));
      long sequence = client.nextSequence();
      BrokerException refusal =
          assertRefused(
              Code.QUEUE_FULL,
              () -> get(client.connection.commit(1, client.producer, sequence, 1_000)));
      assertThat(refusal).hasMessageContaining("brim");
      assertRefused(Code.NOT_FOUND, () -> get(admin().purge("brim.other")));
      assertThat(taker.settle(0, Outcome.ACKNOWLEDGED)).isZero();
      get(client.connection.commit(1, client.producer, sequence, 10_000));
      assertThat(status("brim.other").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void aCommitThatSettlesWhatIsGoneIsRolledBack() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("purged", "a");
      Taker taker = client.consume("purged", 1).await(1);
      client.connection.begin(1);
      client.note(1, message("purged.other", "b"));
      get(taker.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED));
      get(admin().purge("purged"));
      assertRefused(Code.TRANSACTION_ROLLED_BACK, () -> client.commit(1));
      assertRefused(Code.NOT_FOUND, () -> get(admin().purge("purged.other")));
    }
  }

  @Test
  default void aLostConnectionRollsBack() throws Exception {
    TestClient dying = client();
    dying.sendIds("undone", "a");
    Taker taker = dying.consume("undone", 1).await(1);
    dying.connection.begin(1);
    dying.note(1, message("undone", "never"));
    get(taker.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED));
    try (TestClient other = client()) {
      Taker heir = other.consume("undone", 10);
      dying.connection.lost();
      assertThat(heir.await(1).ids()).containsExactly("a");
      assertThat(status("undone").view().messages()).isEqualTo(1);
    }
  }

  @Test
  default void whatWasNeverBegunIsRefused() throws Exception {
    try (TestClient client = client()) {
      assertRefused(Code.INVALID, () -> client.note(9, message("unbegun", "a")));
      assertRefused(Code.INVALID, () -> client.commit(9));
    }
  }
}
