package io.quorate.broker.sim;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.session.Administration;
import io.quorate.broker.session.Principal;
import io.quorate.replication.model.Member;
import io.quorate.replication.sim.SimSeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Creates what is to be there before anybody comes, and then looks after it in ways that make
 * others' life hard: pauses, purges, deletes, moves.
 */
final class SimAdmin {
  private static final long PAUSE_MILLIS = 250;
  private static final int PAGE = 20;
  private static final int MOVED_MAX = 5;
  private static final long BOUND_MESSAGES = 8;

  /** An answer that is still to come, unless the process is gone. */
  private record Question(SimSeat seat, Member life) {
    boolean isOpen() {
      return life.equals(seat.life());
    }
  }

  private final Market market;
  private final Map<Address, DestinationOptions> wanted = new LinkedHashMap<>();
  private final List<Question> open = new ArrayList<>();
  private final List<Runnable> errands = new ArrayList<>();
  private final TreeSet<Address> paused = new TreeSet<>();

  SimAdmin(Market market) {
    this.market = market;
  }

  /** To be there before the market opens. */
  void provide(Address address, DestinationOptions options) {
    wanted.put(address, options);
  }

  void begin() {
    market.later(500, 501, this::step);
  }

  String whatIsMissing() {
    if (!paused.isEmpty()) {
      return paused.first() + " is still paused";
    }
    return open.stream().anyMatch(Question::isOpen) ? "an operator waits for an answer" : "";
  }

  private void step() {
    open.removeIf(question -> !question.isOpen());
    if (open.isEmpty()) {
      doNext();
    }
    market.later(PAUSE_MILLIS / 2, 2 * PAUSE_MILLIS, this::step);
  }

  private void doNext() {
    if (!wanted.isEmpty()) {
      Map.Entry<Address, DestinationOptions> first = wanted.entrySet().iterator().next();
      ask(
          it -> it.create(first.getKey(), first.getValue()),
          done -> {
            market.tally.add(Tally.Event.CREATED);
            wanted.remove(first.getKey());
          });
    } else if (!market.isOpen()) {
      market.open();
    } else if (!market.isCalm()) {
      errands.get(market.random.nextInt(errands.size())).run();
    } else if (!paused.isEmpty()) {
      pause(paused.first(), false);
    }
  }

  private <T> void ask(
      Function<Administration, CompletionStage<T>> question, Consumer<T> answered) {
    SimSeat master = market.world.master(market.group);
    SimSeat seat = master == null || market.isOneIn(8) ? market.anySeat() : master;
    Member life = seat.life();
    if (life == null || !(seat.service() instanceof BrokerService service)) {
      return;
    }
    Question asked = new Question(seat, life);
    open.add(asked);
    Administration administration =
        service.broker().administration(Principal.ANYBODY, market.group);
    var unused =
        question
            .apply(administration)
            .whenComplete(
                (value, failure) ->
                    market.guarded(
                        () -> {
                          open.remove(asked);
                          market.note(
                              open.size(),
                              () -> "the operator is told " + (failure == null ? value : failure));
                          if (failure == null) {
                            answered.accept(value);
                          } else {
                            var unusedReason = Market.reasonOf(failure);
                          }
                        }));
  }

  // ── errands ──

  void looksAt(String queue) {
    errands.add(() -> browse(queue, 0));
    errands.add(
        () ->
            ask(
                it -> it.destinations(DestinationKind.QUEUE, "", "", PAGE),
                found -> ask(Administration::diskWhy, report -> {})));
  }

  private void browse(String queue, long after) {
    ask(
        it -> it.browse(queue, "", after, PAGE),
        page -> {
          market.tally.add(Tally.Event.BROWSED, page.messages().size());
          page.messages().forEach(it -> market.requireSent(Bodies.of(it.delivery()), queue));
          if (page.next() != 0) {
            browse(queue, page.next());
          }
        });
  }

  void pauses(Address address) {
    errands.add(() -> pause(address, !paused.contains(address)));
  }

  /** Whether a pause took effect that was not answered nobody knows; so it counts. */
  private void pause(Address address, boolean isPaused) {
    if (isPaused) {
      paused.add(address);
    }
    ask(
        it -> it.pause(address, isPaused),
        done -> {
          market.tally.add(Tally.Event.PAUSES);
          if (!isPaused) {
            paused.remove(address);
          }
        });
  }

  void bounds(String queue) {
    errands.add(
        () -> {
          OverflowPolicy[] policies = OverflowPolicy.values();
          OverflowPolicy policy = policies[market.random.nextInt(policies.length)];
          boolean keepsExpired = market.random.nextBoolean();
          ask(
              it -> it.update(Address.queue(queue), now -> bounded(now, policy, keepsExpired)),
              done -> market.tally.add(Tally.Event.UPDATED));
        });
  }

  private static DestinationOptions bounded(
      DestinationOptions now, OverflowPolicy policy, boolean keepsExpired) {
    return new DestinationOptions(
        BOUND_MESSAGES,
        0,
        policy,
        now.maxDeliveries(),
        now.redeliveryDelayMillis(),
        now.redeliveryBackoffPercent(),
        now.redeliveryDelayMaxMillis(),
        now.lockMillis(),
        now.timeToLiveMillis(),
        now.deadLetterQueue(),
        keepsExpired);
  }

  void wrecks(String queue) {
    errands.add(
        () -> ask(it -> it.purge(queue), count -> market.tally.add(Tally.Event.PURGED, count)));
    errands.add(
        () ->
            ask(
                it -> it.delete(Address.queue(queue), market.random.nextBoolean()),
                done -> market.tally.add(Tally.Event.DELETED)));
    errands.add(
        () ->
            ask(
                it -> it.create(Address.queue(queue), DestinationOptions.DEFAULT),
                done -> market.tally.add(Tally.Event.CREATED)));
  }

  void moves(String from, String to) {
    errands.add(
        () -> {
          boolean isDryRun = market.isOneIn(4);
          ask(
              it -> it.move(from, to, "", MOVED_MAX, isDryRun),
              count -> market.tally.add(Tally.Event.MOVED, isDryRun ? 0 : count));
        });
  }

  void redrives(String deadLetterQueue) {
    errands.add(
        () ->
            ask(
                it -> it.move(deadLetterQueue, "", "", MOVED_MAX, false),
                count -> market.tally.add(Tally.Event.REDRIVEN, count)));
  }

  /** Of errands, so that there is always one. */
  void looksAtSubscriptions() {
    errands.add(() -> ask(it -> it.subscriptions(""), found -> {}));
  }
}
