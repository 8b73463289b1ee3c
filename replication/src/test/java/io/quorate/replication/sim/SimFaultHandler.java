package io.quorate.replication.sim;

import io.quorate.replication.model.Member;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.SplittableRandom;
import java.util.UUID;

/** The last stop of one process: no world may drive a core that far, so a halt fails the seed. */
final class SimFaultHandler implements FaultHandler {
  private static final long MILLIS = 1_000_000L;

  private final SimWorld world;
  private final SimNode node;
  private final Member life;
  private final SplittableRandom random;
  private boolean halted;

  SimFaultHandler(SimWorld world, SimNode node, Member life, SplittableRandom random) {
    this.world = world;
    this.node = node;
    this.life = life;
    this.random = random;
  }

  @Override
  public void halt(String reason) {
    if (!halted) {
      halted = true;
      throw new InvariantViolated("NoHalt", "node " + node.id() + " halts: " + reason);
    }
  }

  @Override
  public void renounce(UUID storageUuid, String reason) {
    world.note(
        5,
        node.id().number(),
        0,
        () -> "node " + node.id() + " renounces " + storageUuid + ": " + reason);
    world.after(random.nextLong(MILLIS, 20 * MILLIS), () -> renew(storageUuid));
  }

  private void renew(UUID storageUuid) {
    if (!halted && life.equals(node.member()) && storageUuid.equals(node.disk().storageUuid())) {
      node.renewIdentity();
    }
  }
}
