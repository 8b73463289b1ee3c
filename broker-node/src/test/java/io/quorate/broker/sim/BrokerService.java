package io.quorate.broker.sim;

import io.quorate.broker.queue.BrokerStateMachine;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.PlantedState;
import io.quorate.broker.queue.StateLimits;
import io.quorate.broker.queue.StateListener;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.DiskFigures;
import io.quorate.broker.session.Gate;
import io.quorate.broker.session.GroupBroker;
import io.quorate.broker.session.Limits;
import io.quorate.broker.session.NodeBroker;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.sim.Service;
import io.quorate.replication.sim.SimSeat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One process's broker, for one group: what {@code BrokerNode} puts together, without threads. */
final class BrokerService implements Service {
  /** Small, so that what can be paged out is. */
  static final long RESIDENT_BYTES_MAX = 4_096;

  private static final int NODES_MAX = 5;
  private static final Limits LIMITS =
      Limits.below(
          BrokerApplication.LIMITS.entryBytesMax(), 1_000, 100, 100, 1_000, 1 << 20, 1_000, 100);
  private static final DiskFigures NO_FIGURES = new DiskFigures(0, 0, 0, 0);

  private final BrokerStateMachine state;
  private final StateMachine applied;
  private final GroupBroker sessions;
  private final Broker broker;

  BrokerService(SimSeat seat, Service.Loop loop, @Nullable BrokerMutant mutant) {
    state =
        new BrokerStateMachine(
            StateLimits.DEFAULT, key -> seat.platter().row(key), RESIDENT_BYTES_MAX);
    applied = planted(seat, mutant);
    TreeMap<NodeId, String> addresses = new TreeMap<>();
    for (int number = 1; number <= NODES_MAX; number++) {
      addresses.put(NodeId.of(number), addressOf(NodeId.of(number)));
    }
    sessions =
        new GroupBroker(
            seat.group(),
            seat.node(),
            (action, abandoned) -> {
              loop.execute(action);
              return true;
            },
            state,
            listener -> state.setListener(planted(listener, mutant)),
            seat.host().clock(),
            LIMITS,
            Gate.ALLOW_ALL,
            addresses,
            () -> NO_FIGURES,
            nanos -> {});
    TreeMap<GroupId, GroupBroker> groups = new TreeMap<>();
    groups.put(seat.group(), sessions);
    broker = new NodeBroker("simulated", groups, addresses);
  }

  private StateMachine planted(SimSeat seat, @Nullable BrokerMutant mutant) {
    if (mutant == BrokerMutant.M19_PRODUCERS_NOT_IN_SNAPSHOT) {
      return PlantedState.withoutProducersInSnapshot(state);
    }
    if (mutant == BrokerMutant.M20_DEDUP_AT_PROPOSE) {
      return PlantedState.withoutDedup(state);
    }
    if (mutant == BrokerMutant.M21_TIME_BY_LOCAL_CLOCK) {
      return PlantedState.withTimeOf(state, () -> seat.host().clock().wallMillis());
    }
    return state;
  }

  private static @Nullable StateListener planted(
      @Nullable StateListener listener, @Nullable BrokerMutant mutant) {
    return listener != null && mutant == BrokerMutant.M30_ORPHANS_NOT_RETURNED
        ? new DeafToReturns(listener)
        : listener;
  }

  static String addressOf(NodeId node) {
    return "node-" + node + ":61617";
  }

  Broker broker() {
    return broker;
  }

  BrokerView view() {
    return state;
  }

  @Override
  public StateMachine stateMachine() {
    return applied;
  }

  @Override
  public void serving(long epoch) {
    sessions.serving(epoch);
  }

  @Override
  public void stopped(String reason) {
    sessions.stopped(reason);
  }

  @Override
  public void following(long epoch, @Nullable NodeId master) {
    sessions.following(epoch, master);
  }

  @Override
  public void tick() {
    sessions.tick();
  }
}
