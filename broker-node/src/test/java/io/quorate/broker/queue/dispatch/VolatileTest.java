package io.quorate.broker.queue.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of queues that are in memory only. */
class VolatileTest {
  private final Story story = new Story();

  @BeforeEach
  void prepare() {
    story.state.source("q", null);
  }

  private void offer(long expiresMillis) {
    story.dispatcher.offerVolatile("q", story.messageInMemory("q"), Story.PRODUCER, expiresMillis);
  }

  @Test
  void theyWaitForAConsumerAndAreGoneWhenSettled() {
    offer(0);
    story.settle();
    assertThat(story.dispatcher.volatileMessagesOf(1)).isEqualTo(1);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m1");
    assertThat(taker.got.get(0).ref()).isZero();

    Story.Answered call = taker.acknowledge(1, 1);
    story.settle();
    assertThat(call.end).isEqualTo("applied");
    assertThat(story.dispatcher.volatileBytes()).isZero();
  }

  @Test
  void aLostConsumersComeBackWithAnAttempt() {
    offer(0);
    Story.Taker dying = story.taker("q", 10);
    story.settle();
    dying.subscriber().close(Outcome.FAILED, "lost");
    Story.Taker other = story.taker("q", 10);
    story.settle();
    assertThat(other.got.get(0).attempts()).isEqualTo(1);
    assertThat(other.got.get(0).redelivered()).isTrue();
  }

  @Test
  void theyAreDroppedAfterAsManyAttemptsAsUsual() {
    offer(0);
    Story.Taker taker = story.taker("q", 100);
    story.settle();
    for (int tag = 1; tag <= 16; tag++) {
      taker.say(tag, tag, Outcome.FAILED, 0);
      story.settle();
    }
    assertThat(taker.got).hasSize(16);
    assertThat(story.dispatcher.volatileBytes()).isZero();
  }

  @Test
  void thoseWhoseTimeIsOverAreNotHandedOut() {
    offer(story.state.timeMillis + 10);
    offer(0);
    story.pass(20);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactly("m2");
  }

  @Test
  void theyTakeTurnsWithTheOthers() {
    offer(0);
    offer(0);
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 10);
    story.settle();
    assertThat(taker.ids()).containsExactlyInAnyOrder("m1", "m2", "m3", "m4");
  }

  @Test
  void theirBytesHaveABound() {
    assertThat(story.dispatcher.hasRoomFor(1 << 20)).isTrue();
    offer(0);
    assertThat(story.dispatcher.hasRoomFor(1 << 20)).isFalse();
  }
}
