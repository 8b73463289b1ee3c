package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static io.quorate.broker.queue.BrokerLog.toTopic;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Applied.Reason;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DestinationCommandsTest {
  private static final DestinationOptions OTHER =
      new DestinationOptions(5, 0, OverflowPolicy.REJECT, 3, 0, 100, 0, 60_000, 0, "", false);
  private final BrokerLog log = new BrokerLog();

  private static Reason reasonOf(Applied answer) {
    return ((Applied.Refused) answer).reason();
  }

  private Applied delete(Address address, boolean force) {
    return log.apply(new Command.DeleteDestination(address, force));
  }

  @Test
  void createsOnceAndRefusesOtherOptions() {
    assertThat(log.create("a", OTHER)).isEqualTo(Applied.DONE);
    assertThat(log.create("a", OTHER)).isEqualTo(Applied.DONE);
    assertThat(reasonOf(log.create("a", DestinationOptions.DEFAULT)))
        .isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(reasonOf(log.create("a..b", OTHER))).isEqualTo(Reason.INVALID);
  }

  @Test
  void describesWhatIsThere() {
    log.create("a", OTHER);
    log.send(toQueue("a"), toQueue("a").setDelayMillis(9), toTopic("t"));
    log.apply(new Command.Pause(Address.queue("a"), true));

    BrokerView.DestinationView view =
        Objects.requireNonNull(log.state.destination(Address.queue("a")));

    assertThat(view.options()).isEqualTo(OTHER);
    assertThat(view.paused()).isTrue();
    assertThat(view.messages()).isEqualTo(1);
    assertThat(view.delayed()).isEqualTo(1);
    assertThat(log.state.destinations(DestinationKind.TOPIC, "", 10)).hasSize(1);
    assertThat(log.state.destinations(DestinationKind.QUEUE, "a", 10)).isEmpty();
  }

  @Test
  void changesOptionsOfWhatIsThere() {
    log.send(toQueue("a"));

    assertThat(log.apply(new Command.UpdateDestination(Address.queue("a"), OTHER)))
        .isEqualTo(Applied.DONE);
    assertThat(log.queue("a").options()).isEqualTo(OTHER);
    assertThat(reasonOf(log.apply(new Command.UpdateDestination(Address.queue("b"), OTHER))))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void deletesWhatIsEmptyAndTheRestByForce() {
    log.send(toQueue("a"));
    long id = log.queue("a").id();

    assertThat(reasonOf(delete(Address.queue("a"), false))).isEqualTo(Reason.IN_USE);
    assertThat(delete(Address.queue("a"), true)).isEqualTo(Applied.DONE);

    assertThat(log.state.queue("a")).isNull();
    assertThat(log.state.source(id)).isNull();
    assertThat(log.state.liveBefore(Long.MAX_VALUE).isEmpty()).isTrue();
    log.send(toQueue("a"));
    assertThat(log.queue("a").id()).isNotEqualTo(id);
    assertThat(due(log.queue("a"))).hasSize(1);
  }

  @Test
  void aTopicTakesItsOwnSubscriptionsWithIt() {
    SubscriptionKey named = new SubscriptionKey("c", "named");
    SubscriptionKey all = new SubscriptionKey("c", "all");
    log.apply(new Command.Subscribe(named, "t", "", true, false, false, false));
    log.apply(new Command.Subscribe(all, ">", "", true, false, false, false));
    log.send(toTopic("t"));

    assertThat(reasonOf(delete(Address.topic("t"), false))).isEqualTo(Reason.IN_USE);
    assertThat(delete(Address.topic("t"), true)).isEqualTo(Applied.DONE);

    assertThat(log.state.subscription(named)).isNull();
    assertThat(Objects.requireNonNull(log.state.subscription(all)).messages()).isZero();
    log.send(toTopic("t"));
    assertThat(Objects.requireNonNull(log.state.subscription(all)).messages()).isEqualTo(1);
  }

  @Test
  void temporaryOnesKnowTheirOwner() {
    ProducerId owner = new ProducerId(1, 1);
    log.apply(
        new Command.CreateDestination(Address.queue("tmp"), DestinationOptions.DEFAULT, owner));

    BrokerStateMachine copy = log.copy();

    assertThat(Objects.requireNonNull(copy.destination(Address.queue("tmp"))).owner())
        .isEqualTo(owner);
  }

  @Test
  void movesMessagesToAnotherQueue() {
    log.send(toQueue("a").setPriorityPlusOne(10), toQueue("a"), toQueue("a"));
    SourceView from = log.queue("a");
    List<Long> positions = due(from);

    Applied answer =
        log.apply(
            new Command.Move(from.id(), new long[] {positions.get(0), positions.get(2)}, "b"));

    assertThat(answer).isEqualTo(new Applied.Counted(2));
    assertThat(due(from)).containsExactly(positions.get(1));
    assertThat(due(log.queue("b")).get(0)).isEqualTo(Position.of(0, 0));
    assertThat(reasonOf(log.apply(new Command.Move(from.id(), new long[] {0}, "no name"))))
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void noMoreThanTheLimit() {
    BrokerLog small = new BrokerLog(new StateLimits(2, 1, 10, 1 << 30, 1, 100));

    Applied.Sent answer =
        (Applied.Sent) small.send(toQueue("a"), toQueue("b"), toQueue("c"), toQueue("a"));

    assertThat(answer.rejected()).extracting(Applied.Rejected::ordinal).containsExactly(2);
    assertThat(answer.rejected().get(0).reason()).isEqualTo(Reason.LIMIT_REACHED);
  }
}
