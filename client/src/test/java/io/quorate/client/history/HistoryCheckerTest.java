package io.quorate.client.history;

import static io.quorate.client.history.Anomaly.Kind.CAME_BACK;
import static io.quorate.client.history.Anomaly.Kind.DAMAGED;
import static io.quorate.client.history.Anomaly.Kind.DUPLICATED;
import static io.quorate.client.history.Anomaly.Kind.FLAGGED_TOO_OFTEN;
import static io.quorate.client.history.Anomaly.Kind.LOST;
import static io.quorate.client.history.Anomaly.Kind.ORDER_BROKEN;
import static io.quorate.client.history.Anomaly.Kind.SUBSCRIPTION_INCOMPLETE;
import static io.quorate.client.history.Anomaly.Kind.TRANSACTION_PARTLY_THERE;
import static io.quorate.client.history.Anomaly.Kind.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.history.Anomaly.Kind;
import io.quorate.client.history.History.Arrival;
import io.quorate.client.history.History.Outcome;
import io.quorate.client.history.History.Settlement;
import io.quorate.client.history.History.Trait;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Producer 1 sends to the queue orders, producer 2 publishes to the topic prices. */
class HistoryCheckerTest {
  private static final int CREDIT = 3;

  private final HistoryChecker checker = new HistoryChecker();

  @BeforeEach
  void open() {
    checker.producerOpened(1, "orders", Set.of());
    checker.producerOpened(2, "prices", Set.of(Trait.TOPIC));
    checker.consumerOpened("orders", "a", CREDIT);
    checker.failover(1);
  }

  @Test
  void findsNothingInASoundHistory() {
    confirm(1, 1);
    take("orders", 1, 1);
    confirm(1, 2);
    take("orders", 1, 2);

    assertClean();
    assertThat(checker.report().summary())
        .isEqualTo("confirmed=2 received=2 lost=0 duplicates=0 redelivered=0");
  }

  @Test
  void findsAMessageThatNeverCame() {
    confirm(1, 1);

    assertFound(LOST, "message 1 of producer 1 never came out of orders");
  }

  @Test
  void findsAMessageThatWasGivenBackAndNeverCameAgain() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    settle("orders", 1, 1, Settlement.RELEASED, Outcome.CONFIRMED);

    assertFound(
        LOST, "message 1 of producer 1 came out of orders, was not settled, and never came again");
  }

  @Test
  void findsAMessageThatADeadConsumerHadInHand() {
    send(1, 1, Outcome.UNKNOWN);
    deliver("orders", 1, 1);
    checker.consumerLeft("orders", "a");

    assertFound(
        LOST, "message 1 of producer 1 came out of orders, was not settled, and never came again");
  }

  @Test
  void asksNothingOfWhatIsUnknownOrRefused() {
    send(1, 1, Outcome.UNKNOWN);
    send(1, 2, Outcome.REFUSED);
    checker.sent(1, 3);

    assertClean();
    assertThat(checker.report().unknown()).isEqualTo(2);
    assertThat(checker.report().refused()).isEqualTo(1);
  }

  @Test
  void countsWhatIsRecovered() {
    send(1, 1, Outcome.UNKNOWN);
    take("orders", 1, 1);

    assertClean();
    assertThat(checker.report().recovered()).isEqualTo(1);
  }

  @Test
  void takesASureOutcomeAfterAnUnknownOne() {
    send(1, 1, Outcome.UNKNOWN);
    checker.sendEnded(1, 1, Outcome.CONFIRMED);

    assertThat(checker.report().unknown()).isZero();
    assertFound(LOST, "message 1 of producer 1 never came out of orders");
  }

  @Test
  void findsAMessageThatWasNeverSent() {
    confirm(1, 1);
    take("orders", 1, 1);
    deliver("orders", 1, 2);

    assertFound(
        UNEXPECTED,
        "message 2 of producer 1 came out of orders to a (delivery 1, epoch 0), though never sent"
            + " there");
  }

  @Test
  void findsAMessageOfAnUnknownProducer() {
    deliver("orders", 9, 1);

    assertFound(
        UNEXPECTED,
        "message 1 of producer 9 came out of orders to a (delivery 1, epoch 0), though never sent"
            + " there");
  }

  @Test
  void findsAMessageInAnotherQueue() {
    confirm(1, 1);
    take("orders", 1, 1);
    deliver("payments", 1, 1);

    assertFound(
        UNEXPECTED,
        "message 1 of producer 1 came out of payments to a (delivery 1, epoch 0), though never sent"
            + " there");
  }

  @Test
  void findsARefusedMessage() {
    send(1, 1, Outcome.REFUSED);
    deliver("orders", 1, 1);

    assertFound(
        UNEXPECTED,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), though refused or"
            + " rolled back");
  }

  @Test
  void findsAMessageThatIsRefusedAfterItCame() {
    checker.sent(1, 1);
    take("orders", 1, 1);
    checker.sendEnded(1, 1, Outcome.REFUSED);

    assertFound(
        UNEXPECTED, "message 1 of producer 1 came out of orders, but was refused or rolled back");
  }

  @Test
  void findsADuplicateWithoutTheFlag() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    take("orders", 1, 1);

    assertFound(
        DUPLICATED,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), once more without"
            + " the redelivered flag");
    assertThat(checker.report().received()).isEqualTo(1);
  }

  @Test
  void findsADuplicateAfterItWasSettled() {
    confirm(1, 1);
    take("orders", 1, 1);
    take("orders", 1, 1);

    assertThat(checker.report().anomalies()).isEqualTo(Map.of(DUPLICATED, 1L));
    assertThat(checker.report().summary())
        .isEqualTo("confirmed=1 received=1 lost=0 duplicates=1 redelivered=0");
  }

  @Test
  void findsALaterDeliveryThatDoesNotSaySo() {
    confirm(1, 1);
    checker.delivered(new Arrival("orders", "a", 1, 1, false, 2, 0));
    acknowledge("orders", 1, 1);

    assertFound(
        DUPLICATED,
        "message 1 of producer 1 came out of orders to a (delivery 2, epoch 0), without the"
            + " redelivered flag");
  }

  @Test
  void countsRedeliveriesApart() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    settle("orders", 1, 1, Settlement.RELEASED, Outcome.CONFIRMED);
    takeAgain("orders", 1, 1);

    assertClean();
    assertThat(checker.report().redelivered()).isEqualTo(1);
  }

  @Test
  void letsAnAcknowledgementOfUnknownOutcomeGoEitherWay() {
    confirm(1, 1);
    confirm(1, 2);
    deliver("orders", 1, 1);
    deliver("orders", 1, 2);
    settle("orders", 1, 1, Settlement.ACKNOWLEDGED, Outcome.UNKNOWN);
    settle("orders", 1, 2, Settlement.ACKNOWLEDGED, Outcome.UNKNOWN);
    takeAgain("orders", 1, 1);

    assertClean();
  }

  @Test
  void findsASettledMessageThatComesBack() {
    confirm(1, 1);
    take("orders", 1, 1);
    takeAgain("orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders to a (delivery 2, epoch 0), though settled"
            + " there");
  }

  @Test
  void findsAnExpiredMessageThatComes() {
    confirm(1, 1);
    settle("orders", 1, 1, Settlement.EXPIRED, Outcome.CONFIRMED);
    deliver("orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), though settled"
            + " there");
  }

  @Test
  void forgivesAMasterThatDoesNotYetKnowItWasReplaced() {
    confirm(1, 1);
    checker.delivered(new Arrival("orders", "a", 1, 1, true, 1, 8));
    acknowledge("orders", 1, 1);
    checker.failover(8);
    checker.delivered(new Arrival("orders", "b", 1, 1, false, 1, 7));

    assertClean();
    assertThat(checker.report().late()).isEqualTo(1);
  }

  @Test
  void asksForNothingThatAReplacedMasterHandedOutAgain() {
    confirm(1, 1);
    checker.delivered(new Arrival("orders", "a", 1, 1, true, 1, 8));
    checker.settled("orders", 1, 1, Settlement.ACKNOWLEDGED, Outcome.UNKNOWN);
    checker.failover(8);
    checker.delivered(new Arrival("orders", "b", 1, 1, true, 1, 7));

    assertClean();
    assertThat(checker.report().late()).isEqualTo(1);
  }

  @Test
  void asksNoOrderOfWhatAReplacedMasterSent() {
    confirm(1, 1);
    confirm(1, 2);
    checker.delivered(new Arrival("orders", "a", 1, 2, false, 1, 8));
    acknowledge("orders", 1, 2);
    checker.delivered(new Arrival("orders", "a", 1, 1, false, 1, 7));
    acknowledge("orders", 1, 1);

    assertClean();
  }

  @Test
  void findsABrokenOrder() {
    confirm(1, 1);
    confirm(1, 2);
    take("orders", 1, 2);
    take("orders", 1, 1);

    assertFound(
        ORDER_BROKEN,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), after message 2");
  }

  @Test
  void asksNoOrderOfRedeliveredMessagesOtherConsumersAndUnorderedProducers() {
    checker.producerOpened(3, "orders", Set.of(Trait.UNORDERED));
    confirm(1, 1);
    confirm(1, 2);
    confirm(1, 3);
    confirm(3, 1);
    confirm(3, 2);
    checker.failover(2);
    take("orders", 1, 3);
    takeAgain("orders", 1, 1);
    checker.delivered(new Arrival("orders", "b", 1, 2, false, 1, 0));
    acknowledge("orders", 1, 2);
    take("orders", 3, 2);
    take("orders", 3, 1);

    assertClean();
  }

  @Test
  void findsMoreFlagsThanConsumersHadInHand() {
    for (int sequence = 1; sequence <= 2 * CREDIT + 1; sequence++) {
      confirm(1, sequence);
      takeAgain("orders", 1, sequence);
    }
    checker.failover(2);
    checker.failover(2);
    checker.consumerLeft("orders", "a");

    assertFound(
        FLAGGED_TOO_OFTEN,
        "7 messages came out of orders redelivered at first sight, but consumers lost at most 6"
            + " with 1 failovers");
  }

  @Test
  void findsATransactionOfWhichHalfCame() {
    checker.sentIn(5, 1, 1);
    checker.sentIn(5, 1, 2);
    checker.transactionEnded(5, Outcome.UNKNOWN);
    take("orders", 1, 1);

    assertFound(
        TRANSACTION_PARTLY_THERE,
        "of transaction 5, message 1 of producer 1 came out of orders, but message 2 of producer 1"
            + " never came out of orders");
  }

  @Test
  void findsATransactionWhoseAcknowledgementAloneDidNotHappen() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    checker.sentIn(5, 1, 2);
    checker.transactionEnded(5, Outcome.UNKNOWN);
    takeAgain("orders", 1, 1);
    take("orders", 1, 2);

    assertFound(
        TRANSACTION_PARTLY_THERE,
        "of transaction 5, message 2 of producer 1 came out of orders, but message 1 of producer 1"
            + " came back to orders");
  }

  @Test
  void findsATransactionWhoseAcknowledgementAloneHappened() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    checker.sentIn(5, 1, 2);

    assertFound(
        TRANSACTION_PARTLY_THERE,
        "of transaction 5, message 1 of producer 1 never came back to orders, but message 2 of"
            + " producer 1 never came out of orders");
  }

  @Test
  void findsAMessageOfATransactionThatWasRolledBack() {
    checker.sentIn(5, 1, 1);
    checker.transactionEnded(5, Outcome.REFUSED);
    deliver("orders", 1, 1);

    assertFound(
        UNEXPECTED,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), though refused or"
            + " rolled back");
  }

  @Test
  void findsWhatACommitAcknowledgedAndComesBack() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    takeAgain("orders", 1, 1);
    checker.transactionEnded(5, Outcome.CONFIRMED);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders again, though acknowledged in a transaction"
            + " that was then committed");
  }

  @Test
  void findsWhatARollBackDidNotGiveBack() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    checker.transactionEnded(5, Outcome.REFUSED);

    assertFound(
        LOST, "message 1 of producer 1 came out of orders, was not settled, and never came again");
  }

  /** The second consumer has the message before the first one hears of its rollback. */
  @Test
  void doesNotMindHearingLateOfARollBack() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    checker.delivered(new Arrival("orders", "b", 1, 1, true, 2, 0));
    checker.acknowledgedIn(6, "orders", 1, 1);
    checker.transactionEnded(5, Outcome.REFUSED);
    checker.transactionEnded(6, Outcome.CONFIRMED);

    assertClean();
  }

  @Test
  void asksForAllThatIsPublishedToASubscription() {
    confirm(2, 1);
    checker.subscribed("reports", Set.of("prices"));
    confirm(2, 2);
    take("reports", 2, 2);
    checker.subscribed("reports", Set.of("prices"));
    confirm(2, 3);

    assertFound(SUBSCRIPTION_INCOMPLETE, "message 3 of producer 2 never came out of reports");
    assertThat(checker.report().lost()).isEqualTo(1);
  }

  @Test
  void letsComeWhatWasUnderWayWhenASubscriptionWasCreated() {
    checker.sent(2, 1);
    checker.sent(2, 2);
    checker.subscribed("reports", Set.of("prices"));
    checker.sendEnded(2, 1, Outcome.CONFIRMED);
    checker.sendEnded(2, 2, Outcome.CONFIRMED);
    take("reports", 2, 2);

    assertClean();
    assertThat(checker.report().recovered()).isZero();
  }

  @Test
  void asksNothingOfASubscriptionThatIsDeleted() {
    checker.subscribed("reports", Set.of("prices"));
    confirm(2, 1);
    confirm(2, 2);
    take("reports", 2, 1);
    checker.unsubscribing("reports");
    confirm(2, 3);
    deliver("reports", 2, 3);
    checker.subscribed("reports", Set.of("prices"));

    assertClean();
    assertThat(checker.report().received()).isEqualTo(2);

    confirm(2, 4);
    assertFound(SUBSCRIPTION_INCOMPLETE, "message 4 of producer 2 never came out of reports");
  }

  @Test
  void asksNothingOfMessagesThatMayVanish() {
    checker.producerOpened(3, "orders", Set.of(Trait.PERISHABLE));
    confirm(3, 1);
    confirm(3, 2);
    deliver("orders", 3, 2);

    assertClean();
  }

  @Test
  void followsDeadLetters() {
    checker.deadLettersGo("orders", "DLQ.orders");
    confirm(1, 1);
    confirm(1, 2);
    confirm(1, 3);
    confirm(1, 4);
    deliver("orders", 1, 1);
    settle("orders", 1, 1, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);
    take("DLQ.orders", 1, 1);
    deliver("orders", 1, 2);
    settle("orders", 1, 2, Settlement.DEAD_LETTERED, Outcome.UNKNOWN);
    take("DLQ.orders", 1, 2);
    deliver("orders", 1, 3);
    settle("orders", 1, 3, Settlement.DEAD_LETTERED, Outcome.UNKNOWN);
    takeAgain("orders", 1, 3);
    take("DLQ.orders", 1, 4);

    assertClean();
    assertThat(checker.report().received()).isEqualTo(4);
  }

  @Test
  void findsADeadLetterThatIsLost() {
    checker.deadLettersGo("orders", "DLQ.orders");
    confirm(1, 1);
    deliver("orders", 1, 1);
    settle("orders", 1, 1, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);

    assertFound(LOST, "message 1 of producer 1 never came out of DLQ.orders");
  }

  @Test
  void findsAnAcknowledgedMessageAmongTheDeadLetters() {
    checker.deadLettersGo("orders", "DLQ.orders");
    confirm(1, 1);
    take("orders", 1, 1);
    take("DLQ.orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of DLQ.orders to a (delivery 1, epoch 0), though settled"
            + " at orders");
  }

  @Test
  void letsADeadLetterThatIsRejectedComeAgain() {
    checker.deadLettersGo("orders", "DLQ.orders");
    reject(1);
    deliver("DLQ.orders", 1, 1);
    settle("DLQ.orders", 1, 1, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);
    takeAgain("DLQ.orders", 1, 1);

    assertClean();
  }

  @Test
  void findsARejectedDeadLetterThatNeverComesAgain() {
    checker.deadLettersGo("orders", "DLQ.orders");
    reject(1);
    deliver("DLQ.orders", 1, 1);
    settle("DLQ.orders", 1, 1, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);

    assertFound(
        LOST,
        "message 1 of producer 1 came out of DLQ.orders, was not settled, and never came again");
  }

  @Test
  void letsADeadLetterStartAfreshWhereItCameFrom() {
    checker.deadLettersGo("orders", "DLQ.orders");
    reject(1);
    reject(2);
    checker.failover(2);
    checker.moving("DLQ.orders", "orders");
    take("orders", 1, 1);
    takeAgain("orders", 1, 2);

    assertClean();
    assertThat(checker.report().flaggedFirst()).isEqualTo(1);
  }

  @Test
  void followsADeadLetterRoundAndRound() {
    checker.deadLettersGo("orders", "DLQ.orders");
    checker.moving("DLQ.orders", "orders");
    confirm(1, 1);
    for (int round = 0; round < 3; round++) {
      deliver("orders", 1, 1);
      settle("orders", 1, 1, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);
      deliver("DLQ.orders", 1, 1);
    }
    take("orders", 1, 1);

    assertClean();
    assertThat(checker.report().received()).isEqualTo(1);
  }

  @Test
  void findsADeadLetterThatIsLostOnItsWayBack() {
    checker.deadLettersGo("orders", "DLQ.orders");
    checker.moving("DLQ.orders", "orders");
    reject(1);

    assertFound(LOST, "message 1 of producer 1 never came out of DLQ.orders");
  }

  @Test
  void findsAnAcknowledgedMessageThatComesBackBesideARedrive() {
    checker.deadLettersGo("orders", "DLQ.orders");
    checker.moving("DLQ.orders", "orders");
    confirm(1, 1);
    take("orders", 1, 1);
    takeAgain("orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders to a (delivery 2, epoch 0), though settled"
            + " there");
  }

  @Test
  void findsADeadLetterThatIsBothTakenAndSentBack() {
    checker.deadLettersGo("orders", "DLQ.orders");
    checker.moving("DLQ.orders", "orders");
    reject(1);
    take("DLQ.orders", 1, 1);
    takeAgain("orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders to a (delivery 2, epoch 0), though settled"
            + " there");
  }

  @Test
  void followsWhatIsMovedFromQueueToQueue() {
    confirm(1, 1);
    confirm(1, 2);
    deliver("orders", 1, 1);
    checker.moving("orders", "archive");
    checker.moving("archive", "attic");
    take("archive", 1, 1);
    take("attic", 1, 2);
    confirm(1, 3);

    assertFound(LOST, "message 3 of producer 1 never came out of orders");
  }

  @Test
  void letsWhatIsMovedAboutStartAfresh() {
    checker.moving("orders", "orders");
    confirm(1, 1);
    deliver("orders", 1, 1);
    take("orders", 1, 1);

    assertClean();
  }

  @Test
  void findsAnAcknowledgedMessageThatIsMovedAbout() {
    checker.moving("orders", "orders");
    confirm(1, 1);
    take("orders", 1, 1);
    deliver("orders", 1, 1);

    assertFound(
        DUPLICATED,
        "message 1 of producer 1 came out of orders to a (delivery 1, epoch 0), once more without"
            + " the redelivered flag");
  }

  @Test
  void findsAnAcknowledgedMessageWhereOthersWereMovedTo() {
    checker.moving("orders", "archive");
    confirm(1, 1);
    take("orders", 1, 1);
    take("archive", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of archive to a (delivery 1, epoch 0), though settled at"
            + " orders");
  }

  @Test
  void asksNothingOfWhatWasThereAtAPurge() {
    confirm(1, 1);
    confirm(1, 2);
    deliver("orders", 1, 2);
    checker.purged("orders");
    confirm(1, 3);

    assertFound(LOST, "message 3 of producer 1 never came out of orders");
  }

  @Test
  void findsAnAcknowledgedMessageThatAPurgeBringsBack() {
    confirm(1, 1);
    take("orders", 1, 1);
    checker.purged("orders");
    takeAgain("orders", 1, 1);

    assertFound(
        CAME_BACK,
        "message 1 of producer 1 came out of orders to a (delivery 2, epoch 0), though settled"
            + " there");
  }

  @Test
  void asksNothingOfDeadLettersThatWereThereAtAPurge() {
    checker.deadLettersGo("orders", "DLQ.orders");
    reject(1);
    confirm(1, 2);
    deliver("orders", 1, 2);
    settle("orders", 1, 2, Settlement.DEAD_LETTERED, Outcome.UNKNOWN);
    checker.purged("DLQ.orders");

    assertClean();
  }

  @Test
  void seesNoHalfTransactionInWhatWasPurged() {
    confirm(1, 1);
    deliver("orders", 1, 1);
    checker.acknowledgedIn(5, "orders", 1, 1);
    checker.sentIn(5, 1, 2);
    checker.sentIn(5, 1, 3);
    checker.purged("orders");
    take("orders", 1, 3);

    assertClean();
  }

  @Test
  void findsADamagedBody() {
    checker.damaged("orders", "a", "expected this, found that");

    assertFound(DAMAGED, "out of orders to a came: expected this, found that");
  }

  @Test
  void keepsTheFirstExamplesOfEachKindAndCountsAll() {
    for (int sequence = 1; sequence <= 1000; sequence++) {
      confirm(1, sequence);
    }
    deliver("orders", 9, 1);

    HistoryReport report = checker.report();
    assertThat(report.anomalies()).isEqualTo(Map.of(LOST, 1000L, UNEXPECTED, 1L));
    assertThat(report.examples()).hasSize(Findings.EXAMPLES_MAX + 1);
    assertThat(report.summary())
        .isEqualTo("confirmed=1000 received=0 lost=1000 duplicates=0 redelivered=0 unexpected=1");
    assertThat(report.describe()).contains("\nunexpected: message 1 of producer 9 ");
  }

  @Test
  void saysWhatIsWrongWithTheTelling() {
    assertThatThrownBy(() -> checker.sent(9, 1)).hasMessageContaining("producer 9 was not opened");
    assertThatThrownBy(() -> checker.sent(1, 2)).hasMessageContaining("expected message 1");
    assertThatThrownBy(() -> checker.sendEnded(1, 1, Outcome.CONFIRMED))
        .hasMessageContaining("was not sent");
    assertThatThrownBy(() -> checker.producerOpened(1, "orders", Set.of()))
        .hasMessageContaining("opened before");
    assertThatThrownBy(() -> checker.subscribed("orders", Set.of("prices")))
        .hasMessageContaining("another name");
    assertThatThrownBy(() -> checker.unsubscribing("orders"))
        .hasMessageContaining("expected a subscription, found 'orders'");
  }

  private void send(long producer, long sequence, Outcome outcome) {
    checker.sent(producer, sequence);
    checker.sendEnded(producer, sequence, outcome);
  }

  private void reject(long sequence) {
    confirm(1, sequence);
    deliver("orders", 1, sequence);
    settle("orders", 1, sequence, Settlement.DEAD_LETTERED, Outcome.CONFIRMED);
  }

  private void confirm(long producer, long sequence) {
    send(producer, sequence, Outcome.CONFIRMED);
  }

  private void deliver(String outlet, long producer, long sequence) {
    checker.delivered(new Arrival(outlet, "a", producer, sequence, false, 1, 0));
  }

  private void take(String outlet, long producer, long sequence) {
    deliver(outlet, producer, sequence);
    acknowledge(outlet, producer, sequence);
  }

  private void takeAgain(String outlet, long producer, long sequence) {
    checker.delivered(new Arrival(outlet, "a", producer, sequence, true, 2, 0));
    acknowledge(outlet, producer, sequence);
  }

  private void acknowledge(String outlet, long producer, long sequence) {
    settle(outlet, producer, sequence, Settlement.ACKNOWLEDGED, Outcome.CONFIRMED);
  }

  private void settle(
      String outlet, long producer, long sequence, Settlement settlement, Outcome outcome) {
    checker.settled(outlet, producer, sequence, settlement, outcome);
  }

  private void assertClean() {
    HistoryReport report = checker.report();
    assertThat(report.isClean()).as(report::describe).isTrue();
  }

  /** That, once, and nothing else. */
  private void assertFound(Kind kind, String text) {
    assertThat(checker.report().examples()).containsExactly(new Anomaly(kind, text));
    assertThat(checker.report().anomalies()).isEqualTo(Map.of(kind, 1L));
  }
}
