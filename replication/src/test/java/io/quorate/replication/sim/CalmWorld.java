package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.Ports;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.NoElection;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Three nodes without faults, whose cores are mute: what the world's parts do is the test's. */
final class CalmWorld {
  private static final long PATIENCE_NANOS = 30 * SimWorld.SECOND;
  private static final long STEP_NANOS = SimWorld.SECOND / 1_000;

  private final SimWorld world =
      new SimWorld(1, Traits.calm(3), new LedgerApplication(), CalmWorld::mute, null, null);

  private static GroupCore mute(GroupSettings settings, Ports ports, long nanos, long wallMillis) {
    Ports muted =
        new Ports(
            ports.store(),
            (to, message) -> {},
            ports.stateMachine(),
            new NoElection(),
            ports.roleListener(),
            ports.faultHandler());
    return new GroupCore(settings, muted, nanos, wallMillis);
  }

  SimWorld world() {
    return world;
  }

  SimNode node(int number) {
    return world.node(NodeId.of(number));
  }

  SimSeat seat(int number) {
    return node(number).seat(GroupId.MAIN);
  }

  Member life(int number) {
    return Objects.requireNonNull(node(number).member());
  }

  void await(String what, BooleanSupplier condition) {
    long until = world.nanos() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (world.nanos() >= until) {
        throw new AssertionError("waited in vain for " + what);
      }
      world.run(STEP_NANOS);
    }
  }
}
