package io.quorate.broker.sim;

import io.quorate.broker.queue.Settlement;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.Consumer;
import io.quorate.broker.session.Consumer.TagRange;
import io.quorate.broker.session.Delivery;
import io.quorate.broker.session.DeliverySink;
import io.quorate.broker.session.SubscribeRequest;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Arrival;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes messages from one queue or subscription and settles each as its temper is. */
class SimConsumer extends SimClient {
  private static final long SETTLE_MILLIS = 5_000;
  private static final int DELAY_MILLIS_MAX = 1_000;
  private static final long CALM_PAUSE_MILLIS = 25;
  private static final int KEEP_MILLIS_MAX = 4_000;

  /** What it holds, and until when it does nothing about it. */
  record Held(long tag, CheckedBody body, long untilNanos) {}

  /**
   * What it takes, and what it is called in the history.
   *
   * @param outlet several queues are one if messages are moved between them
   * @param isOneOfSeveral whether its queue is such a one
   * @param topics of a durable subscription; empty: none
   * @param wants which messages may come
   */
  record Stand(
      String name,
      String clientId,
      String outlet,
      boolean isOneOfSeveral,
      SubscribeRequest request,
      Set<String> topics,
      Temper temper,
      Predicate<Delivery> wants) {
    boolean isDurable() {
      return request.durable();
    }
  }

  final Stand stand;
  private final Map<Long, Held> held = new LinkedHashMap<>();
  private @Nullable Consumer consumer;
  private boolean isSubscribing;
  private boolean isUnsubscribing;
  private boolean isOpen;

  /** Whether the history knows the outlet; a subscription's it does once there is one. */
  private boolean isKnown;

  /** Of sinks: what an earlier one is given is not seen any more. */
  private long visit;

  private long epoch;

  SimConsumer(Market market, Stand stand) {
    this(market, stand, market.random.nextLong(60, 400));
  }

  SimConsumer(Market market, Stand stand, long pauseMillis) {
    super(market, stand.clientId(), pauseMillis);
    this.stand = stand;
    this.isKnown = !stand.isDurable();
  }

  /** Whoever listens to topics and leaves no trace is owed nothing. */
  private boolean isTold() {
    return !stand.outlet().isEmpty();
  }

  @Override
  final String name() {
    return stand.name();
  }

  @Override
  boolean isPatient() {
    return stand.temper() == Temper.PATIENT;
  }

  @Override
  long pauseMillis() {
    return market.isCalm() ? CALM_PAUSE_MILLIS : super.pauseMillis();
  }

  @Override
  String whatIsMissing() {
    return held.isEmpty() ? "" : stand.name() + " has messages in hand";
  }

  @Override
  void connected(Connection connection) {
    epoch = connection.epoch();
    market.history.failover(epoch);
    isSubscribing = false;
  }

  // ── coming and going ──

  @Override
  void act(Connection connection) {
    if (isUnsubscribing) {
      unsubscribe(connection);
    } else if (consumer == null) {
      subscribe(connection);
    } else {
      settleDue(connection);
      moveOn(connection);
    }
  }

  private void subscribe(Connection connection) {
    if (isSubscribing) {
      return;
    }
    isSubscribing = true;
    long number = ++visit;
    call(
        connection.subscribe(requested(), new Sink(number)),
        made -> {
          consumer = made;
          isSubscribing = false;
          if (stand.isDurable()) {
            market.history.subscribed(stand.outlet(), stand.topics());
            market.tally.add(Tally.Event.SUBSCRIPTIONS);
            isKnown = true;
          }
          tellOpened();
        },
        reason -> {
          isSubscribing = false;
          if (reason.code() == BrokerException.Code.OUTCOME_UNKNOWN) {
            // Messages may be on their way to it, never to be seen.
            tellOpened();
            tellLeft();
          }
        });
  }

  private void tellOpened() {
    if (isKnown && isTold()) {
      isOpen = true;
      market.history.consumerOpened(stand.outlet(), stand.name(), stand.request().creditMessages());
    }
  }

  private void tellLeft() {
    if (isOpen) {
      isOpen = false;
      market.history.consumerLeft(stand.outlet(), stand.name());
    }
  }

  private SubscribeRequest requested() {
    SubscribeRequest request = stand.request();
    return market.mutant == BrokerMutant.M22_REMOVED_ON_DISPATCH
        ? new SubscribeRequest(
            request.kind(),
            request.destination(),
            request.selector(),
            request.subscription(),
            request.durable(),
            request.shared(),
            request.noLocal(),
            request.browse(),
            true,
            request.lockMillis(),
            request.creditMessages(),
            request.creditBytes())
        : request;
  }

  private void moveOn(Connection connection) {
    if (market.isCalm() || stand.temper() == Temper.PATIENT) {
      return;
    }
    if (market.isOneIn(80)) {
      market.tally.add(Tally.Event.VANISHED);
      vanish();
    } else if (market.isOneIn(60)) {
      close();
      leave();
    } else if (stand.temper() == Temper.FICKLE && market.isOneIn(30)) {
      close();
      tellLeft();
      forget();
      market.history.unsubscribing(stand.outlet());
      isKnown = false;
      isUnsubscribing = true;
      unsubscribe(connection);
    }
  }

  private void close() {
    Consumer present = consumer;
    if (present != null) {
      call(present.close(), done -> {}, reason -> {});
    }
  }

  /** Until it is known to be gone. */
  private void unsubscribe(Connection connection) {
    if (!hasCalls()) {
      call(
          connection.unsubscribe(stand.request().subscription()),
          done -> unsubscribed(),
          reason -> {
            if (reason.code() == BrokerException.Code.NOT_FOUND) {
              unsubscribed();
            }
          });
    }
  }

  private void unsubscribed() {
    isUnsubscribing = false;
    market.tally.add(Tally.Event.UNSUBSCRIBED);
  }

  @Override
  void disconnected() {
    tellLeft();
    forget();
  }

  private void forget() {
    consumer = null;
    held.clear();
    visit++;
  }

  // ── receiving ──

  private final class Sink implements DeliverySink {
    private final long number;

    Sink(long number) {
      this.number = number;
    }

    @Override
    public void deliver(List<Delivery> deliveries) {
      market.guarded(
          () -> {
            if (number == visit) {
              deliveries.forEach(SimConsumer.this::take);
            }
          });
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void drained() {}

    @Override
    public void closed(BrokerException reason) {
      market.guarded(
          () -> {
            if (number == visit) {
              tellLeft();
              forget();
            }
          });
    }
  }

  private void take(Delivery delivery) {
    CheckedBody body = Bodies.of(delivery);
    market.requireSent(body, stand.name());
    if (!stand.wants().test(delivery)) {
      throw new InvariantViolated("SelectorHolds", body + " came to " + stand.name());
    }
    boolean wasMoved =
        stand.isOneOfSeveral() && market.wasMovedTo(stand.request().destination(), body);
    boolean isRedelivered = delivery.redelivered() || wasMoved;
    market.note(
        body.sequence(),
        () ->
            "%s gets %d of producer %d%s, attempts %d, tag %d"
                .formatted(
                    stand.name(),
                    body.sequence(),
                    body.producer(),
                    delivery.redelivered() ? " again" : "",
                    delivery.attempts(),
                    delivery.tag()));
    market.tally.add(Tally.Event.DELIVERIES);
    market.tally.add(Tally.Event.REDELIVERIES, delivery.redelivered() ? 1 : 0);
    market.tally.add(Tally.Event.DEAD_LETTERS, delivery.deadLetter() == null ? 0 : 1);
    if (!isTold()) {
      addCredit();
      return;
    }
    market.history.delivered(
        new Arrival(
            stand.outlet(),
            stand.name(),
            body.producer(),
            body.sequence(),
            isRedelivered,
            isRedelivered ? delivery.attempts() + 1 : 1,
            epoch));
    if (stand.request().preSettled()) {
      tell(body, History.Settlement.ACKNOWLEDGED, History.Outcome.CONFIRMED);
      addCredit();
    } else {
      held.put(delivery.tag(), new Held(delivery.tag(), body, patienceWith()));
    }
  }

  /** Most are settled at once, some later, and some of these too late. */
  private long patienceWith() {
    boolean keeps = !market.isCalm() && market.random.nextInt(100) < stand.temper().keeps;
    return market.nanos()
        + (keeps ? market.random.nextLong(200, KEEP_MILLIS_MAX) * Market.MILLIS : 0);
  }

  private void addCredit() {
    Consumer present = consumer;
    if (present != null) {
      present.addCredit(1, 0);
    }
  }

  // ── settling ──

  private void settleDue(Connection connection) {
    for (Held one : new ArrayList<>(held.values())) {
      if (one.untilNanos() <= market.nanos() || market.isCalm()) {
        handle(connection, one);
      } else if (market.isOneIn(20) && consumer != null) {
        consumer.renewLock(one.tag(), one.tag());
      }
    }
  }

  void handle(Connection connection, Held one) {
    Temper temper = market.isCalm() ? stand.temper().calmed() : stand.temper();
    int whim = market.random.nextInt(100);
    if (whim < temper.releases) {
      market.tally.add(Tally.Event.RELEASES);
      settle(one, Settlement.Outcome.RELEASED, 0, History.Settlement.RELEASED);
    } else if (whim < temper.releases + temper.fails) {
      market.tally.add(Tally.Event.FAILURES);
      long delay = market.random.nextLong(DELAY_MILLIS_MAX);
      beforeItMayMove(one);
      settle(one, Settlement.Outcome.FAILED, delay, History.Settlement.RELEASED);
    } else if (whim < temper.releases + temper.fails + temper.rejects) {
      beforeItMayMove(one);
      settle(
          one,
          Settlement.Outcome.REJECTED,
          0,
          stand.isOneOfSeveral() ? History.Settlement.RELEASED : History.Settlement.DEAD_LETTERED);
    } else {
      settle(one, Settlement.Outcome.ACKNOWLEDGED, 0, History.Settlement.ACKNOWLEDGED);
    }
  }

  private void beforeItMayMove(Held one) {
    if (stand.isOneOfSeveral()) {
      market.goesElsewhere(one.body());
    }
  }

  private void settle(
      Held one, Settlement.Outcome outcome, long delayMillis, History.Settlement told) {
    Consumer present = consumer;
    if (present == null || held.remove(one.tag()) == null) {
      return;
    }
    long number = visit;
    call(
        present.settle(
            List.of(new TagRange(one.tag(), one.tag(), outcome, delayMillis, "a whim")),
            0,
            SETTLE_MILLIS),
        lost -> {
          market.tally.add(Tally.Event.LOST_LOCKS, lost);
          tell(one.body(), told, lost == 0 ? History.Outcome.CONFIRMED : History.Outcome.REFUSED);
          if (number == visit) {
            addCredit();
          }
        },
        reason -> {
          tell(one.body(), told, Market.outcomeOf(reason));
          if (number == visit && reason.code() != BrokerException.Code.OUTCOME_UNKNOWN) {
            hold(one);
          }
        });
  }

  /** In its hands again: what was said of it did not take effect. */
  final void hold(Held one) {
    held.put(one.tag(), one);
  }

  final boolean letGo(Held one) {
    return held.remove(one.tag()) != null;
  }

  final @Nullable Consumer consumer() {
    return consumer;
  }

  final void settled() {
    addCredit();
  }

  final void release(Held one) {
    hold(one);
    settle(one, Settlement.Outcome.RELEASED, 0, History.Settlement.RELEASED);
  }

  private void tell(CheckedBody body, History.Settlement how, History.Outcome outcome) {
    market.note(
        body.sequence(),
        () ->
            "%s settled %d of producer %d as %s: %s"
                .formatted(stand.name(), body.sequence(), body.producer(), how, outcome));
    market.history.settled(stand.outlet(), body.producer(), body.sequence(), how, outcome);
  }
}
