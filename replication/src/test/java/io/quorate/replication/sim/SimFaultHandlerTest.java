package io.quorate.replication.sim;

import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.FaultHandlerContract;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class SimFaultHandlerTest extends FaultHandlerContract {
  private final CalmWorld world = new CalmWorld();
  private final List<String> lastWords = new ArrayList<>();

  SimFaultHandlerTest() {
    world.node(1).start();
  }

  @Override
  protected FaultHandler handler() {
    return world.node(1).faultHandler();
  }

  @Override
  protected void halt(String reason) {
    try {
      super.halt(reason);
    } catch (InvariantViolated failure) {
      lastWords.add(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  protected List<String> lastWords() {
    return lastWords;
  }

  @Override
  protected UUID storageUuid() {
    return world.node(1).disk().storageUuid();
  }

  @Override
  protected void settle() {
    world.world().run(SimWorld.SECOND);
  }
}
