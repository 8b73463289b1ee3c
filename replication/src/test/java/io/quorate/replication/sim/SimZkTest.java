package io.quorate.replication.sim;

import io.quorate.replication.model.Member;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionContract;
import io.quorate.replication.port.ElectionEvents;
import java.util.UUID;
import java.util.function.BooleanSupplier;

class SimZkTest extends ElectionContract {
  private final CalmWorld world = new CalmWorld();

  @Override
  protected Election open(int node, ElectionEvents events) {
    world.seat(node).divertElection(events);
    world.node(node).start();
    return world.seat(node).election();
  }

  @Override
  protected Member life(int node) {
    return world.life(node);
  }

  @Override
  protected UUID storageUuid(int node) {
    return world.node(node).disk().storageUuid();
  }

  @Override
  protected void await(String what, BooleanSupplier condition) {
    world.await(what, condition);
  }
}
