package io.quorate.broker.queue.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.queue.SubscriptionKey;
import org.junit.jupiter.api.Test;

/** Subscribers of topics that leave no trace. */
class FeedTest {
  private final Story story = new Story();

  @Test
  void whoListensGetsWhatIsPublishedFromThenOn() {
    story.publishOnly("t.a", 1);
    Story.Taker exact = story.listener("t.a", null, 10);
    Story.Taker all = story.listener("t.*", null, 10);
    story.publishOnly("t.a", 2);
    story.publishOnly("t.b", 1);
    story.settle();
    assertThat(exact.ids()).containsExactly("m2", "m3");
    assertThat(all.ids()).containsExactly("m2", "m3", "m4");
    assertThat(story.state.applied).isEmpty();
  }

  @Test
  void thoseWhoShareGetEachMessageOnce() {
    SubscriptionKey share = new SubscriptionKey("", "s");
    Story.Taker one = story.listener("t", share, 10);
    Story.Taker other = story.listener("t", share, 10);
    story.publishOnly("t", 4);
    story.settle();
    assertThat(one.got).hasSize(2);
    assertThat(other.got).hasSize(2);
    assertThat(one.ids()).doesNotContainAnyElementsOf(other.ids());
  }

  @Test
  void whatOneOfThemGivesBackGoesToAnother() {
    SubscriptionKey share = new SubscriptionKey("", "s");
    Story.Taker one = story.listener("t", share, 10);
    story.publishOnly("t", 1);
    story.settle();
    Story.Taker other = story.listener("t", share, 10);
    one.subscriber().close(Outcome.FAILED, "lost");
    story.settle();
    assertThat(other.ids()).containsExactly("m1");
    assertThat(other.got.get(0).redelivered()).isTrue();
    assertThat(other.got.get(0).attempts()).isEqualTo(1);
  }

  @Test
  void theOldestIsDroppedWhenSomebodyIsTooSlow() {
    Story.Taker slow = story.listener("t", null, 0);
    for (int i = 0; i < 70; i++) {
      story.publishOnly("t", 1_000);
    }
    slow.subscriber().addCredit(1, 0);
    story.settle();
    assertThat(slow.ids()).containsExactly("m5001");
  }

  @Test
  void whatWasTrimmedBeforeItWasTakenIsLeftOut() {
    Story.Taker slow = story.listener("t", null, 0);
    story.publishOnly("t", 1);
    story.publishOnly("t", 1);
    story.lose(1);
    slow.subscriber().addCredit(10, 0);
    story.settle();
    assertThat(slow.ids()).containsExactly("m2");
  }

  @Test
  void volatileMessagesReachThoseWhoListen() {
    Story.Taker taker = story.listener("t", null, 10);
    story.dispatcher.publishVolatile("t", story.messageInMemory("t"), Story.PRODUCER, 0);
    story.settle();
    assertThat(taker.ids()).containsExactly("m1");
    taker.acknowledge(1, 1);
    story.settle();
    assertThat(story.dispatcher.volatileBytes()).isZero();
  }
}
