package io.quorate.broker.queue.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.selector.PropertyLookup;
import io.quorate.replication.model.Entry;
import io.quorate.replication.port.Proposal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final Story story = new Story();

  @Test
  void handsOutInOrderAndNoMoreThanTheCredit() {
    story.sendMany("q", 5);
    Story.Taker taker = story.taker("q", 3);
    story.settle();
    assertThat(taker.ids()).containsExactly("m1", "m2", "m3");

    taker.subscriber().addCredit(1, 0);
    story.settle();
    assertThat(taker.ids()).containsExactly("m1", "m2", "m3", "m4");
  }

  @Test
  void handsOutNothingBeforeItsMarkIsCommitted() {
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 10);
    story.dispatcher.run();
    assertThat(taker.got).isEmpty();

    story.settle();
    assertThat(taker.got).hasSize(2).noneMatch(Dispatched::redelivered);
  }

  @Test
  void whatArrivesAtAnIdleQueueIsMarkedAlready() {
    Story.Taker taker = story.taker("q", 10);
    story.settle();

    story.sendMany("q", 3);
    story.dispatcher.run();
    assertThat(taker.got).hasSize(3);
  }

  @Test
  void higherPrioritiesComeFirst() {
    story.send("q", 4, 9, 0, 9);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m2", "m4", "m1", "m3");
  }

  /** Found by the simulator: the broker acknowledged what was rolled back. */
  @Test
  void whatAnUndoneTransactionTookComesBackThoughItsConsumerHasLeft() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    Settling transaction = new Settling();
    transaction.note(taker.subscriber(), 1, 1, Outcome.ACKNOWLEDGED, 0, "");

    taker.subscriber().close(Outcome.RELEASED, "it leaves");
    story.dispatcher.undo(transaction);
    story.settle();

    Story.Taker other = story.taker("q", 1);
    story.settle();
    assertThat(other.ids()).containsExactly("m1");
  }

  @Test
  void whatWasRefusedToOneWhoHasLeftIsNotSettledLater() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    Story.Answered call = taker.acknowledge(1, 1);
    taker.subscriber().close(Outcome.RELEASED, "it leaves");
    story.refuse(Proposal.Refusal.OVERLOADED);
    story.dispatcher.run();
    assertThat(call.end).isEqualTo("refused OVERLOADED");

    story.refuse(null);
    story.pass(100);

    Story.Taker other = story.taker("q", 1);
    story.settle();
    assertThat(other.ids()).containsExactly("m1");
  }

  /** Found by the simulator: it was told that the message is another's, and its word was taken. */
  @Test
  void whatCouldNotBeTakenAwayIsItsConsumersAgain() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    story.refuse(Proposal.Refusal.OVERLOADED);
    story.pass(60_000);
    story.refuse(null);
    story.pass(100);

    Story.Answered call = taker.acknowledge(1, 1);
    story.settle();

    assertThat(call.end).isEqualTo("applied");
    assertThat(taker.subscriber().countLost(1, 1)).isZero();
    assertThat(story.state.source("q", null).messages()).isZero();
  }

  @Test
  void lossIsToldUntilItWasHeard() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    story.pass(60_000);

    assertThat(taker.subscriber().countLost(1, 1)).isEqualTo(1);
    assertThat(taker.subscriber().countLost(1, 1)).isEqualTo(1);
    taker.subscriber().forgetLost(1, 1);
    assertThat(taker.subscriber().countLost(1, 1)).isZero();
  }

  @Test
  void tellsWhoSettlesWhatWentMeanwhile() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker("q", 3);
    story.settle();
    Story.Answered call = taker.acknowledge(1, 2);
    story.dispatcher.run();

    story.state.purge(story.state.source("q", null));
    story.settle();

    assertThat(call.end).isEqualTo("applied");
    assertThat(call.tooLate).isEqualTo(2);
  }

  @Test
  void tellsNobodyThatItCameTooLateWhereItDidNot() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker("q", 3);
    story.settle();

    Story.Answered call = taker.acknowledge(1, 3);
    story.settle();

    assertThat(call.tooLate).isZero();
  }

  @Test
  void consumersTakeTurns() {
    story.sendMany("q", 4);
    Story.Taker one = story.taker("q", 10);
    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(one.got).hasSize(2);
    assertThat(other.got).hasSize(2);
  }

  @Test
  void whatIsAcknowledgedIsGone() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker("q", 10);
    story.settle();

    Story.Answered call = taker.acknowledge(1, 2);
    assertThat(call.end).isNull();
    story.settle();
    assertThat(call.end).isEqualTo("applied");
    assertThat(story.state.source("q", null).messages).hasSize(1);
    assertThat(taker.subscriber().unsettled()).isEqualTo(1);
  }

  /** An operator moves what waits; the entry that does it takes a while. */
  @Test
  void whatIsClaimedIsHandedToNobodyUntilItIsReleased() {
    story.sendMany("q", 4);
    Story.Taker first = story.taker("q", 1);
    story.settle();
    PlainQueue queue = story.state.source("q", null);
    long[] all = queue.messages.keySet().stream().mapToLong(Long::longValue).toArray();

    long[] claimed = story.dispatcher.claim(queue.id(), Arrays.copyOf(all, 3));
    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(claimed).containsExactly(all[1], all[2]);
    assertThat(story.dispatcher.claim(queue.id(), claimed)).isEmpty();
    assertThat(first.ids()).containsExactly("m1");
    assertThat(other.ids()).containsExactly("m4");

    story.state.apply(
        new Command.Settle(
            List.of(new Settlement(queue.id(), claimed[0], 1, Outcome.ACKNOWLEDGED, 0, "moved"))));
    story.dispatcher.release(queue.id(), claimed);
    story.settle();
    assertThat(other.ids()).containsExactly("m4", "m3");
  }

  @Test
  void settlementsOfManyShareOneEntry() {
    story.sendMany("q", 4);
    Story.Taker one = story.taker("q", 10);
    Story.Taker other = story.taker("q", 10);
    story.settle();
    one.acknowledge(1, 2);
    other.acknowledge(1, 2);
    story.settle();
    assertThat(story.state.applied.stream().filter(c -> c instanceof Command.Settle)).hasSize(1);
  }

  @Test
  void whatIsReleasedComesBackAtItsPlace() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker("q", 2);
    story.settle();
    taker.say(1, 1, Outcome.RELEASED, 0);
    taker.subscriber().addCredit(2, 0);
    story.settle();
    assertThat(taker.ids()).containsExactly("m1", "m2", "m1", "m3");
    assertThat(taker.got.get(2).redelivered()).isTrue();
    assertThat(taker.got.get(2).attempts()).isZero();
  }

  @Test
  void aLostConsumersMessagesGoToOthersAtOnceInTheirOrder() {
    story.sendMany("q", 3);
    Story.Taker dying = story.taker("q", 10);
    story.settle();
    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(other.got).isEmpty();

    dying.subscriber().close(Outcome.FAILED, "lost");
    story.settle();
    assertThat(other.ids()).containsExactly("m1", "m2", "m3");
    assertThat(other.got).allMatch(m -> m.redelivered() && m.attempts() == 1);
  }

  @Test
  void aFailedMessageWaitsItsDelay() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    taker.say(1, 1, Outcome.FAILED, 500);
    story.settle();
    assertThat(taker.got).hasSize(1);
    assertThat(story.dispatcher.inFlightOf(1)).isZero();

    story.pass(500);
    assertThat(taker.got).hasSize(2);
    assertThat(taker.got.get(1).attempts()).isEqualTo(1);
  }

  @Test
  void aLockThatRunsOutGivesTheMessageToOthersAndTellsItsHolder() {
    story.sendMany("q", 2);
    Terms short1s = new Terms("", null, false, TimeUnit.SECONDS.toNanos(1), 1_000);
    Story.Taker slow = story.taker(story.state.source("q", null).id(), short1s, 2);
    story.settle();
    story.pass(600);
    slow.subscriber().renewLock(2, 2);
    story.pass(600);

    assertThat(slow.subscriber().unsettled()).isEqualTo(1);
    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(other.ids()).containsExactly("m1");
    assertThat(other.got.get(0).attempts()).isEqualTo(1);
    slow.acknowledge(1, 2);
    assertThat(slow.subscriber().countLost(1, 2)).isEqualTo(1);
    slow.subscriber().forgetLost(1, 2);
    assertThat(slow.subscriber().countLost(1, 2)).isZero();
  }

  @Test
  void bytesAreCreditTooAndComeBackWithSettlement() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker(story.state.source("q", null).id(), Story.plainTerms(), 10, 1);
    story.settle();
    assertThat(taker.got).hasSize(1);

    taker.acknowledge(1, 1);
    story.settle();
    assertThat(taker.got).hasSize(2);
  }

  @Test
  void nothingIsHandedToOneWhoCannotBeWrittenTo() {
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 10);
    taker.writable = false;
    story.settle();
    assertThat(taker.got).isEmpty();

    taker.writable = true;
    taker.subscriber().writable();
    story.settle();
    assertThat(taker.got).hasSize(2);
  }

  @Test
  void afterAFailOverNoMoreIsFlaggedThanTheCredit() {
    int credit = 10;
    story.sendMany("q", 100);
    Story.Taker taker = story.taker("q", credit);
    story.settle();
    for (int tag = 1; tag <= 25; tag++) {
      taker.acknowledge(tag, tag);
      taker.subscriber().addCredit(1, 0);
      story.settle();
    }
    assertThat(taker.got).hasSize(35);

    story.failOver();
    Story.Taker next = story.taker("q", 1_000);
    story.settle();
    assertThat(next.got).hasSize(75);
    assertThat(next.got).allMatch(m -> m.attempts() == 0);
    long flagged = next.got.stream().filter(Dispatched::redelivered).count();
    assertThat(flagged).isBetween(10L, 2L * credit);
    assertThat(firstDeliveriesFlagged(taker, next)).isLessThanOrEqualTo(credit);
  }

  private static long firstDeliveriesFlagged(Story.Taker before, Story.Taker after) {
    List<String> seen = before.ids();
    return after.got.stream().filter(m -> m.redelivered() && !seen.contains(Story.idOf(m))).count();
  }

  @Test
  void whatWasInHandIsFlaggedAfterAFailOver() {
    story.sendMany("q", 3);
    Story.Taker taker = story.taker("q", 2);
    story.settle();
    story.failOver();
    Story.Taker next = story.taker("q", 10);
    story.settle();
    assertThat(next.got.stream().map(Dispatched::redelivered)).containsExactly(true, true, false);
    assertThat(taker.got).hasSize(2);
  }

  @Test
  void expiredMessagesAreNotHandedOut() {
    story.sendUntil("q", story.state.timeMillis + 100);
    story.sendMany("q", 1);
    story.pass(100);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m2");
  }

  @Test
  void aSelectorPassesOverWhatOthersMayTake() {
    story.sendMany("q", 6);
    Terms even = new Terms("even", (p, m) -> isEven(m), false, TimeUnit.SECONDS.toNanos(60), 1_000);
    Story.Taker picky = story.taker(story.state.source("q", null).id(), even, 2);
    story.settle();
    assertThat(picky.ids()).containsExactly("m2", "m4");

    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(other.ids()).containsExactly("m1", "m3", "m5", "m6");
  }

  private static boolean isEven(PropertyLookup message) {
    String id = String.valueOf(message.valueOf("JMSMessageID"));
    return Integer.parseInt(id.substring(1)) % 2 == 0;
  }

  @Test
  void whatASelectorLeavesBehindIsNotFlaggedAfterAFailOver() {
    story.sendMany("q", 6);
    Terms even = new Terms("even", (p, m) -> isEven(m), false, TimeUnit.SECONDS.toNanos(60), 1_000);
    story.taker(story.state.source("q", null).id(), even, 2);
    story.settle();
    story.failOver();
    Story.Taker all = story.taker("q", 10);
    story.settle();
    assertThat(all.got.stream().filter(Dispatched::redelivered).map(Story::idOf))
        .containsExactly("m2", "m4");
  }

  @Test
  void aSubscriptionsUnwantedMessagesAreAcknowledgedForIt() {
    SubscriptionKey key = new SubscriptionKey("c", "s");
    story.publish(key, "t", 4);
    Terms even = new Terms("even", (p, m) -> isEven(m), false, TimeUnit.SECONDS.toNanos(60), 1_000);
    PlainQueue source = story.state.source("t", key);
    Story.Taker taker = story.taker(source.id(), even, 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m2", "m4");
    assertThat(source.messages).hasSize(2);
  }

  @Test
  void noMoreIsPassedOverThanIsMarked() {
    SubscriptionKey key = new SubscriptionKey("c", "s");
    for (int i = 0; i < 5; i++) {
      story.publish(key, "t", 1_000);
    }
    Terms none = new Terms("none", (p, m) -> false, false, TimeUnit.SECONDS.toNanos(60), 1_000);
    PlainQueue source = story.state.source("t", key);
    story.taker(source.id(), none, 50_000);
    story.dispatcher.run();
    story.commit();
    for (int i = 0; i < 20; i++) {
      story.dispatcher.run();
    }
    assertThat(story.dispatcher.inFlightOf(source.id())).isEqualTo(1_000);
    story.settle();
    assertThat(source.messages).isEmpty();
  }

  @Test
  void preSettledMessagesAreGoneBeforeTheyAreHandedOver() {
    story.sendMany("q", 2);
    Terms once = new Terms("", null, true, TimeUnit.SECONDS.toNanos(60), 1_000);
    Story.Taker taker = story.taker(story.state.source("q", null).id(), once, 10);
    story.dispatcher.run();
    assertThat(taker.got).isEmpty();
    story.settle();
    assertThat(taker.ids()).containsExactly("m1", "m2");
    assertThat(story.state.source("q", null).messages).isEmpty();
  }

  @Test
  void drainEndsWhenNothingMoreWaits() {
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 10);
    taker.subscriber().drain();
    story.settle();
    assertThat(taker.got).hasSize(2);
    assertThat(taker.drained).isEqualTo(1);

    story.sendMany("q", 1);
    story.settle();
    assertThat(taker.got).hasSize(2);
  }

  @Test
  void aPausedQueueHandsOutNothing() {
    story.sendMany("q", 1);
    PlainQueue queue = story.state.source("q", null);
    queue.paused = true;
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.got).isEmpty();

    queue.paused = false;
    story.dispatcher.destinationChanged(queue.address());
    story.settle();
    assertThat(taker.got).hasSize(1);
  }

  @Test
  void oldBodiesAreReadInChunksThatGrow() {
    for (int i = 0; i < 100; i++) {
      story.sendMany("q", 1);
    }
    story.forgetCache();
    Story.Taker taker = story.taker("q", 200);
    story.settle();
    assertThat(taker.got).hasSize(100);
    assertThat(story.readsAsked).isLessThan(8);
  }

  @Test
  void aBodyThatCannotBeReadHoldsUpNothingElseAndIsTriedAgain() {
    story.sendMany("q", 1);
    story.sendMany("q", 1);
    Entry first = story.entry(1);
    story.lose(1);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m2");

    story.restore(first);
    story.pass(1_000);
    assertThat(taker.ids()).containsExactly("m2", "m1");
  }

  @Test
  void aRefusedSettlementLeavesTheMessageWithItsConsumer() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    story.refuse(Proposal.Refusal.OVERLOADED);
    Story.Answered refused = taker.acknowledge(1, 1);
    story.settle();
    assertThat(refused.end).isEqualTo("refused OVERLOADED");
    assertThat(taker.subscriber().unsettled()).isEqualTo(1);

    story.refuse(null);
    story.pass(20);
    Story.Answered again = taker.acknowledge(1, 1);
    story.settle();
    assertThat(again.end).isEqualTo("applied");
  }

  @Test
  void aSettlementThatTakesTooLongIsToldSoAndGoesItsWay() {
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 2);
    story.settle();

    Story.Answered early = taker.acknowledge(1, 1);
    story.passIdle(10);
    Story.Answered late = taker.acknowledge(2, 2);
    story.passIdle(Story.PATIENCE_MILLIS - 10);
    assertThat(early.end).isEqualTo("unknown");
    assertThat(late.end).isNull();
    assertThat(story.lastDeadlineNanos).isEqualTo(late.deadlineNanos());

    story.settle();
    assertThat(late.end).isEqualTo("applied");
    assertThat(early.end).isEqualTo("unknown");
    assertThat(story.state.source("q", null).messages).isEmpty();
  }

  @Test
  void whatALostConsumerHeldIsGivenBackHoweverOftenThatIsRefused() {
    story.sendMany("q", 1);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    story.refuse(Proposal.Refusal.OVERLOADED);
    taker.subscriber().close(Outcome.FAILED, "lost");
    story.settle();
    story.pass(20);
    story.refuse(null);
    Story.Taker other = story.taker("q", 10);
    story.pass(20);
    assertThat(other.ids()).containsExactly("m1");
  }
}
