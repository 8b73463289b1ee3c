package io.quorate.broker.sim;

import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.ConnectRequest;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.ConnectionEvents;
import io.quorate.broker.session.Principal;
import io.quorate.replication.model.Member;
import io.quorate.replication.sim.SimSeat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client: looks for the master, connects, does something now and then, and notices after a
 * while that nobody answers any more.
 */
abstract class SimClient {
  private static final long CONNECTION_PRODUCER = 9;

  /** What is under way on a connection that is lost ends with this, and with nothing else. */
  final BrokerException connectionLost =
      new BrokerException(BrokerException.Code.OUTCOME_UNKNOWN, "the connection was lost");

  /** Something that was asked and has no answer yet. */
  private final class Call {
    final Consumer<BrokerException> failed;
    final long giveUpNanos = market.nanos() + market.random.nextLong(800, 6_000) * Market.MILLIS;

    Call(Consumer<BrokerException> failed) {
      this.failed = failed;
    }
  }

  final Market market;
  private final String clientId;
  private final long pauseMillis;
  private final LinkedHashSet<Call> calls = new LinkedHashSet<>();
  private @Nullable SimSeat hint;
  private @Nullable SimSeat seat;
  private @Nullable Member life;
  private @Nullable Connection connection;
  private long awayUntilNanos;

  /** Of connections: what belongs to an earlier one is over. */
  private long generation;

  SimClient(Market market, String clientId, long pauseMillis) {
    this.market = market;
    this.clientId = clientId;
    this.pauseMillis = pauseMillis;
  }

  abstract String name();

  /** A new connection is there. */
  abstract void connected(Connection connection);

  /** Does one thing, or none. */
  abstract void act(Connection connection);

  /** The connection is gone; what was asked on it has failed. */
  abstract void disconnected();

  /** What it still has to do; empty: nothing. */
  abstract String whatIsMissing();

  /** Whether it takes a silent master for a dead one. */
  boolean isPatient() {
    return false;
  }

  long pauseMillis() {
    return pauseMillis;
  }

  final void begin() {
    market.later(0, 1 + pauseMillis, this::step);
  }

  private void step() {
    Connection present = connection;
    if (seat != null && !Objects.equals(life, seat.life())) {
      lose();
    } else if (!isPatient() && calls.stream().anyMatch(it -> market.nanos() > it.giveUpNanos)) {
      vanish();
    } else if (present != null) {
      act(present);
    } else if (seat == null && market.isOpen() && market.nanos() >= awayUntilNanos) {
      connect();
    }
    market.later(pauseMillis() / 2, 1 + 2 * pauseMillis(), this::step);
  }

  final boolean hasCalls() {
    return !calls.isEmpty();
  }

  // ── connecting ──

  private void connect() {
    SimSeat known = hint;
    SimSeat chosen = known == null || market.isOneIn(5) ? market.anySeat() : known;
    if (!(chosen.service() instanceof BrokerService service)) {
      hint = null;
      return;
    }
    seat = chosen;
    life = chosen.life();
    long number = ++generation;
    ConnectRequest request =
        new ConnectRequest(
            market.group,
            Principal.ANYBODY,
            clientId,
            ConnectRequest.ClientIdRule.SHARED,
            new ProducerId(CONNECTION_PRODUCER, market.nextConnection()),
            "simulated",
            clientId);
    call(
        service.broker().connect(request, new Events(number)),
        made -> {
          market.note(number, () -> name() + " is connected to node " + chosen.node());
          connection = made;
          hint = chosen;
          connected(made);
        },
        this::refused);
  }

  private void refused(BrokerException reason) {
    seat = null;
    hint =
        market
            .world
            .seats(market.group)
            .filter(it -> BrokerService.addressOf(it.node()).equals(reason.masterAddress()))
            .findFirst()
            .orElse(null);
  }

  private final class Events implements ConnectionEvents {
    private final long number;

    Events(long number) {
      this.number = number;
    }

    @Override
    public void closed(BrokerException reason) {
      market.guarded(
          () -> {
            if (number == generation) {
              lose();
              refused(reason);
            }
          });
    }
  }

  // ── the end of a connection ──

  /** What is under way ends unknown. */
  private void lose() {
    generation++;
    boolean wasConnected = connection != null;
    connection = null;
    seat = null;
    life = null;
    market.note(open(), () -> name() + " loses its connection with " + open() + " calls open");
    List<Call> open = new ArrayList<>(calls);
    calls.clear();
    open.forEach(it -> it.failed.accept(connectionLost));
    if (wasConnected) {
      disconnected();
    }
  }

  /** Gone without a word; the broker notices sooner or later. */
  final void vanish() {
    Connection left = connection;
    lose();
    if (left != null) {
      market.later(0, 3_000, left::close);
    }
    hint = null;
  }

  /** Leaves in order and comes back after a while. */
  final void leave() {
    Connection left = connection;
    lose();
    if (left != null) {
      left.close();
    }
    awayUntilNanos = market.nanos() + market.random.nextLong(200, 3_000) * Market.MILLIS;
  }

  // ── asking ──

  private int open() {
    return calls.size();
  }

  /** Exactly one of the two is told, unless the process asked lives on and never answers. */
  final <T> void call(
      CompletionStage<T> stage, Consumer<T> done, Consumer<BrokerException> failed) {
    Call call = new Call(failed);
    calls.add(call);
    var unused =
        stage.whenComplete(
            (value, failure) ->
                market.guarded(
                    () -> {
                      if (!calls.remove(call)) {
                        closeIfLate(value);
                      } else if (failure == null) {
                        done.accept(value);
                      } else {
                        failed.accept(Market.reasonOf(failure));
                      }
                    }));
  }

  private static void closeIfLate(@Nullable Object value) {
    if (value instanceof Connection late) {
      late.close();
    }
  }
}
