package io.quorate.broker.sim;

import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import io.quorate.replication.sim.SimSeat;
import io.quorate.replication.sim.SimWorld;
import org.jspecify.annotations.Nullable;

/**
 * Entries that leave nothing alive, once the queues are empty: as many as bring about two more
 * checkpoints and a trim, so that what is kept at rest can be told from what is kept for too long.
 */
final class Ballast {
  private static final int BODY_BYTES = 1_000;
  private static final int AT_ONCE = 10;
  private static final long ENTRIES =
      1
          + (2 * BrokerApplication.LIMITS.checkpointBytes()
                  + BrokerApplication.LIMITS.retainBytes())
              / BODY_BYTES;

  private final SimWorld world;
  private final GroupId group;
  private long proposed;
  private long committed;

  Ballast(SimWorld world, GroupId group) {
    this.world = world;
    this.group = group;
  }

  String whatIsMissing() {
    if (committed >= ENTRIES) {
      return "";
    }
    SimSeat master = world.master(group);
    for (int i = 0; master != null && i < AT_ONCE; i++) {
      propose(master);
    }
    return "the log of " + group + " has not moved on";
  }

  private void propose(SimSeat master) {
    master.propose(
        new Proposal(
            EntryType.DRAIN,
            Entry.VERSION,
            LedgerStateMachine.payload(1, ++proposed, new byte[BODY_BYTES]),
            master.host().clock().nanos() + SimWorld.SECOND,
            new Answer()));
  }

  private final class Answer implements Proposal.Answer {
    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      committed++;
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {}

    @Override
    public void unknown(String detail) {}
  }
}
