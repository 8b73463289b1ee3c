package io.quorate.broker.queue.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private final Story story = new Story();

  @Test
  void showsWhatIsInHandTooAndTakesNothing() {
    story.send("q", 4, 9, 4);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    Story.Taker browser = story.browser("q", 0, 10);
    story.settle();
    assertThat(browser.ids()).containsExactly("m2", "m1", "m3");
    assertThat(browser.drained).isEqualTo(1);
    assertThat(browser.subscriber().unsettled()).isZero();
    assertThat(taker.ids()).containsExactly("m2");
  }

  @Test
  void showsWhatBacksOff() {
    story.sendMany("q", 2);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    taker.say(1, 1, Outcome.FAILED, 500);
    story.settle();
    Story.Taker browser = story.browser("q", 0, 10);
    story.settle();
    assertThat(browser.ids()).containsExactly("m1", "m2");
  }

  @Test
  void goesOnBehindAPosition() {
    story.sendMany("q", 5);
    Story.Taker first = story.browser("q", 0, 2);
    story.settle();
    assertThat(first.ids()).containsExactly("m1", "m2");
    assertThat(first.drained).isZero();
    Story.Taker next = story.browser("q", first.got.get(1).position(), 10);
    story.settle();
    assertThat(next.ids()).containsExactly("m3", "m4", "m5");
  }
}
