package io.quorate.broker.queue.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.Settlement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only time brings about. */
class SweeperTest {
  private final Story story = new Story();

  @Test
  void whatIsExpiredAndInNobodysHandsIsSettled() {
    long soon = story.state.timeMillis + 100;
    story.sendUntil("q", soon);
    story.sendUntil("q", soon);
    story.sendUntil("q", soon);
    Story.Taker taker = story.taker("q", 1);
    story.settle();
    taker.writable = false;
    story.pass(2_000);
    assertThat(story.state.source("q", null).messages).hasSize(1);
    assertThat(settlements()).hasSize(1);
    assertThat(settlements().get(0).count()).isEqualTo(2);
    assertThat(settlements().get(0).outcome()).isEqualTo(Settlement.Outcome.EXPIRED);
  }

  @Test
  void aHeadThatIsHeldDoesNotStopTheSweep() {
    story.state.expiredMax = 2;
    long soon = story.state.timeMillis + 100;
    for (int i = 0; i < 6; i++) {
      story.sendUntil("q", soon);
    }
    Story.Taker taker = story.taker("q", 3);
    story.settle();
    assertThat(taker.got).hasSize(3);
    taker.writable = false;
    for (int i = 0; i < 5; i++) {
      story.pass(1_000);
    }
    assertThat(story.state.source("q", null).messages).hasSize(3);
    assertThat(taker.subscriber().unsettled()).isEqualTo(3);
  }

  private List<Settlement> settlements() {
    return story.state.applied.stream()
        .filter(command -> command instanceof Command.Settle)
        .flatMap(command -> ((Command.Settle) command).settlements().stream())
        .toList();
  }

  @Test
  void theStateIsToldTheTimeWhenSomethingIsDue() {
    story.state.nextDueMillis = story.state.timeMillis + 50;
    story.pass(20);
    assertThat(story.state.applied).isEmpty();
    story.pass(40);
    assertThat(story.state.applied).hasSize(1).allMatch(command -> command instanceof Command.Tick);
    story.pass(100);
    assertThat(story.state.applied).hasSize(1);
  }
}
