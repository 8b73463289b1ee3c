package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toTopic;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.broker.queue.Settlement.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurableSubscriptionTest {
  private final BrokerLog log = new BrokerLog();

  private Applied subscribe(String name, String pattern, boolean replace) {
    return log.apply(
        new Command.Subscribe(
            new SubscriptionKey("c", name), pattern, "", true, false, false, replace));
  }

  private SourceView subscription(String name) {
    return Objects.requireNonNull(log.state.subscription(new SubscriptionKey("c", name)));
  }

  private SourceView subscribed(String name, String pattern) {
    assertThat(subscribe(name, pattern, false)).isEqualTo(Applied.DONE);
    return subscription(name);
  }

  private long live() {
    return log.state.liveBefore(Long.MAX_VALUE).count();
  }

  @Test
  void getsWhatIsPublishedFromThenOn() {
    log.send(toTopic("news"));
    SourceView subscription = subscribed("s", "news");

    log.send(toTopic("news"), toTopic("other"), toTopic("news"));

    assertThat(due(subscription)).hasSize(2);
    assertThat(subscription.messages()).isEqualTo(2);
    assertThat(subscription.isRedelivered(due(subscription).get(0))).isFalse();
  }

  @Test
  void withoutOneATopicKeepsNothing() {
    log.send(toTopic("news"));

    assertThat(live()).isZero();
    assertThat(log.state.exists(Address.topic("news"))).isTrue();
  }

  @Test
  void eachHasItsOwnCursorOverOneCopy() {
    SourceView one = subscribed("one", "news");
    SourceView other = subscribed("other", "news");
    log.send(toTopic("news"), toTopic("news"));
    List<Long> positions = due(one);

    log.settle(one, positions.get(0), Outcome.ACKNOWLEDGED);

    assertThat(due(one)).containsExactly(positions.get(1));
    assertThat(due(other)).isEqualTo(positions);
    log.settle(other, positions.get(0), 2, Outcome.ACKNOWLEDGED);
    assertThat(live()).isEqualTo(1);
    log.settle(one, positions.get(1), Outcome.ACKNOWLEDGED);
    assertThat(live()).isZero();
  }

  /** A stuck message holds itself, not what came after it. */
  @Test
  void whatIsSettledOutOfOrderIsLetGo() {
    SourceView subscription = subscribed("s", "news");
    for (int i = 0; i < 100; i++) {
      log.send(toTopic("news"));
    }
    long first = due(subscription).get(0);

    log.settle(subscription, first + 1, 99, Outcome.ACKNOWLEDGED);

    assertThat(live()).isEqualTo(1);
    assertThat(due(subscription)).containsExactly(first);
  }

  @Test
  void aPatternHasOneOrderOverItsTopics() {
    SourceView all = subscribed("all", "news.>");
    log.send(toTopic("news.a"), toTopic("news.b"), toTopic("sport"), toTopic("news.a"));
    log.send(toTopic("news.new"));

    List<Long> refs = due(all).stream().map(position -> BrokerLog.refOf(all, position)).toList();

    assertThat(refs).isSorted().hasSize(4);
  }

  @Test
  void whatASettlesBetweenOtherTopicsStaysSmall() {
    SourceView all = subscribed("all", "a");
    subscribed("noise", "b");
    log.send(toTopic("a"));
    for (int i = 0; i < 50; i++) {
      log.send(toTopic("b"), toTopic("a"));
    }
    List<Long> positions = due(all);

    positions.subList(1, 51).forEach(at -> log.settle(all, at, Outcome.ACKNOWLEDGED));
    log.settle(all, positions.get(0), Outcome.ACKNOWLEDGED);

    assertThat(all.messages()).isZero();
    assertThat(all.next(0, 10)).isNull();
  }

  @Test
  void endsWithWhatOnlyItNeeded() {
    subscribed("one", "news");
    SourceView other = subscribed("other", "news");
    log.send(toTopic("news"), toTopic("news"));
    log.settle(other, due(other).get(0), Outcome.ACKNOWLEDGED);
    log.send(toTopic("news"));

    log.apply(new Command.Unsubscribe(new SubscriptionKey("c", "one")));

    assertThat(due(other)).hasSize(2);
    log.settle(other, due(other).get(0), Integer.MAX_VALUE, Outcome.ACKNOWLEDGED);
    assertThat(live()).isZero();
  }

  @Test
  void theSameAgainChangesNothingAndAnythingElseIsRefused() {
    subscribed("s", "news");
    log.send(toTopic("news"));

    assertThat(subscribe("s", "news", false)).isEqualTo(Applied.DONE);
    assertThat(subscription("s").messages()).isEqualTo(1);
    assertThat(((Applied.Refused) subscribe("s", "sport", false)).reason())
        .isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(subscribe("s", "sport", true)).isEqualTo(Applied.DONE);
    assertThat(subscription("s").messages()).isZero();
  }

  @Test
  void failedOnesGoToTheTopicsDeadLetters() {
    SourceView all = subscribed("all", ">");
    log.send(toTopic("news"));

    log.settle(all, due(all).get(0), Outcome.REJECTED);

    SourceView dead = log.queue("DLQ.news");
    DeadLetter why = Objects.requireNonNull(dead.deadLetter(due(dead).get(0)));
    assertThat(why.origin()).isEqualTo(Address.topic("news"));
    assertThat(all.messages()).isZero();
  }

  @Test
  void cursorsSurviveASnapshot() {
    SourceView subscription = subscribed("s", "news");
    for (int i = 0; i < 10; i++) {
      log.send(toTopic("news"));
    }
    long first = due(subscription).get(0);
    log.settle(subscription, first + 3, 2, Outcome.ACKNOWLEDGED);
    log.settle(subscription, first, Outcome.ACKNOWLEDGED);

    BrokerStateMachine copy = log.copy();

    SourceView copied = Objects.requireNonNull(copy.subscription(new SubscriptionKey("c", "s")));
    assertThat(due(copied)).isEqualTo(due(subscription)).hasSize(7);
    assertThat(copy.digest()).isEqualTo(log.state.digest());
  }

  @Test
  void theLookForWhatExpiredGoesOnAcrossItsTopics() {
    SourceView all = subscribed("all", "t.*");
    for (String topic : new String[] {"t.a", "t.b", "t.a", "t.c", "t.b"}) {
      log.send(toTopic(topic).setTimeToLiveMillis(1_000));
    }
    long now = log.now() + 1_000;

    BrokerView.Expired first = log.state.expired(all.id(), now, 0, 3);
    BrokerView.Expired second = log.state.expired(all.id(), now, first.next(), 3);

    assertThat(first.positions()).hasSize(3);
    assertThat(
            LongStream.concat(LongStream.of(first.positions()), LongStream.of(second.positions())))
        .containsExactlyElementsOf(due(all));
    assertThat(second.next()).isNegative();
  }
}
