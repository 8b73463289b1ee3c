package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.Proposal;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Lets wiped nodes in again, sooner or later. */
public final class Operator {
  private final SimWorld world;
  private final Nemesis nemesis;
  private final SplittableRandom random;
  private boolean diligent;

  public Operator(SimWorld world, Nemesis nemesis, SplittableRandom random) {
    this.world = world;
    this.nemesis = nemesis;
    this.random = random;
  }

  public void beDiligent() {
    diligent = true;
  }

  /** From now on, every second. */
  public void operate() {
    for (GroupId group : world.groups()) {
      ReplicaSet config = world.checks(group).history().appliedConfig();
      world
          .runningSeats(group)
          .filter(seat -> !config.voters().isEmpty())
          .filter(seat -> !config.isVoter(seat.node(), seat.storageUuid()))
          .forEach(seat -> readmit(group, seat.node()));
    }
    world.after(SimWorld.SECOND, this::operate);
  }

  private void readmit(GroupId group, NodeId node) {
    SimSeat master = world.master(group);
    if (master != null && (diligent || random.nextInt(3) == 0)) {
      nemesis.changing(master.host(), world.node(node));
      master.toCore(core -> core.onReadmit(node, new Readmission()));
    }
  }

  /** The operator looks at the replica set, not at the answer. */
  static final class Readmission implements Proposal.Answer {
    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {}

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {}

    @Override
    public void unknown(String detail) {}
  }
}
