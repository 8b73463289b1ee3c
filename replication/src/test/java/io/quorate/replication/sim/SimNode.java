package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node: a disk, clocks of its own, and mostly a process with a seat in every group. */
public final class SimNode {
  private static final long MILLIS = 1_000_000L;
  private static final long TICK_NANOS = 50 * MILLIS;

  private final SimWorld world;
  private final NodeId id;
  private final SplittableRandom random;
  private final SimDisk disk;
  private final TreeMap<GroupId, SimSeat> seats = new TreeMap<>();
  private final SimClock clock;
  private @Nullable Member member;
  private SimZk.@Nullable Session session;
  private boolean frozen;
  private long thawedNanos = Long.MIN_VALUE;
  private boolean coordinatorCut;
  private @Nullable UUID forgetful;
  private @Nullable SimFaultHandler faultHandler;
  private int portCallsLeft = -1;

  SimNode(SimWorld world, NodeId id, List<GroupId> groups, SplittableRandom random) {
    this.world = world;
    this.id = id;
    this.random = random;
    this.clock = new SimClock(world.timeline(), random.nextLong(1_000_000_000L));
    this.disk = new SimDisk(world.timeline(), random.split(), new Reporter(), world.mutant());
    groups.forEach(group -> seats.put(group, new SimSeat(world, this, group)));
  }

  /** Passes on what the disk does to the checkers of the group. */
  private final class Reporter implements DiskObserver {
    @Override
    public void queueing(GroupId group, LogOp op) {
      world.checks(group).queueing(seat(group), op);
    }

    @Override
    public void durable(GroupId group, LogWrite write) {
      world.note(
          2, id.number(), write.token(), () -> group + " disk " + id + " has " + describe(write));
      world.checks(group).durable(seat(group), write);
    }
  }

  private static String describe(LogWrite write) {
    String ops = write.ops().toString();
    return write.token() + " " + (ops.length() > 300 ? ops.substring(0, 300) + "…" : ops);
  }

  public NodeId id() {
    return id;
  }

  public SimDisk disk() {
    return disk;
  }

  @Nullable Member member() {
    return member;
  }

  public boolean isRunning() {
    return member != null;
  }

  public boolean isFrozen() {
    return frozen;
  }

  SimSeat seat(GroupId group) {
    SimSeat seat = seats.get(group);
    if (seat == null) {
      throw new IllegalArgumentException("node " + id + " has no group " + group);
    }
    return seat;
  }

  void eachSeat(Consumer<SimSeat> action) {
    seats.values().forEach(action);
  }

  public SimClock clock() {
    return clock;
  }

  boolean hasForgotten() {
    return disk.storageUuid().equals(forgetful);
  }

  /** The present process's. */
  SimFaultHandler faultHandler() {
    return Objects.requireNonNull(faultHandler);
  }

  // ── the process ──

  public void start() {
    if (member != null) {
      return;
    }
    disk.boot();
    Member life = new Member(id, random.nextLong());
    member = life;
    frozen = false;
    faultHandler = new SimFaultHandler(world, this, life, random);
    portCallsLeft = -1;
    world.note(3, id.number(), life.incarnation(), () -> "start " + life);
    SimZk.Session opened = world.zk().open(this, life);
    session = opened;
    eachSeat(seat -> seat.start(life, opened));
    world.net().redial(this);
    tickLater(life);
  }

  private void tickLater(Member life) {
    world.after(
        TICK_NANOS + random.nextLong(MILLIS),
        () -> {
          if (life.equals(member)) {
            if (!frozen) {
              eachSeat(SimSeat::tick);
            }
            tickLater(life);
          }
        });
  }

  /** The process dies now; whatever its disk had queued may or may not be there. */
  public void crash(String why) {
    end(why, disk::crash);
  }

  void end(String why, Runnable atDisk) {
    Member life = member;
    if (life == null) {
      atDisk.run();
      eachSeat(SimSeat::platterChanged);
      return;
    }
    world.note(4, id.number(), 0, () -> "end of " + life + ": " + why);
    member = null;
    frozen = false;
    eachSeat(SimSeat::end);
    SimZk.Session open = session;
    if (open != null) {
      open.processEnded();
    }
    session = null;
    world.net().forget(id);
    world.net().redial(this);
    atDisk.run();
    eachSeat(SimSeat::platterChanged);
  }

  void wipe() {
    end("wiped", disk::wipe);
  }

  /** Whether the disk can be set back so far that the coordinator will notice. */
  boolean canRollBack() {
    Long confirmed = world.zk().confirmedBoot(disk.storageUuid());
    return confirmed != null && disk.canRollBack(confirmed);
  }

  void rollBack() {
    Long confirmed = world.zk().confirmedBoot(disk.storageUuid());
    if (confirmed == null) {
      return;
    }
    forgetful = disk.storageUuid();
    end("set back to an earlier image", () -> disk.rollBack(confirmed));
    eachSeat(SimSeat::platterChanged);
  }

  /** Whether the process was frozen at some time since. */
  boolean stoodStillSince(long nanos) {
    return frozen || thawedNanos >= nanos;
  }

  void freeze() {
    if (member != null && !frozen) {
      frozen = true;
      sessionMayHaveChanged();
    }
  }

  void thaw() {
    if (frozen) {
      frozen = false;
      thawedNanos = world.nanos();
      sessionMayHaveChanged();
      eachSeat(SimSeat::wake);
    }
  }

  /** The process will die after so many more calls of its ports, in the middle of a turn. */
  void dieAfterPortCalls(int calls) {
    portCallsLeft = calls;
  }

  /** Every call of a port passes here: a process may die before any of them. */
  void portCall() {
    if (member == null) {
      // Somebody between here and the turn took the end of the process for a stumble.
      throw new ProcessEnded("it went on after its end");
    }
    if (portCallsLeft >= 0 && portCallsLeft-- == 0) {
      crash("died between two steps of a turn");
      throw new ProcessEnded("crash point");
    }
  }

  // ── the coordinator ──

  boolean reachesCoordinator() {
    return member != null && !frozen && !coordinatorCut;
  }

  boolean isCutFromCoordinator() {
    return coordinatorCut;
  }

  void cutFromCoordinator(boolean cut) {
    coordinatorCut = cut;
    sessionMayHaveChanged();
  }

  void sessionMayHaveChanged() {
    if (session != null) {
      session.reachabilityChanged();
    }
  }

  /** The disk takes another identity, durably, and all who have to know are told. */
  void renewIdentity() {
    UUID fresh = disk.renewIdentity();
    eachSeat(seat -> seat.identityRenewed(fresh));
    if (session != null) {
      session.confirmBootLater();
    }
  }
}
