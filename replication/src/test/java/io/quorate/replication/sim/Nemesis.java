package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.sim.checker.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** Draws the faults of a seed, period by period, and ends them all when the time has come. */
public final class Nemesis {
  private static final long MILLIS = 1_000_000L;

  private final SimWorld world;
  private final SplittableRandom random;
  private final List<FaultKind> kinds;
  private final List<SimNode> away = new ArrayList<>();
  private boolean raging = true;
  private boolean crashesWhileChanging;
  private boolean bringsBack;
  private boolean lull;
  private long faults;
  private long wipes;

  Nemesis(SimWorld world, SplittableRandom random) {
    this.world = world;
    this.random = random;
    this.kinds = new ArrayList<>(world.traits().faults());
    if (kinds.contains(FaultKind.RETURNING_MASTER) && world.traits().nodeCount() > 3) {
      // Its story is long and easily spoilt by others.
      kinds.addAll(Collections.nCopies(3, FaultKind.RETURNING_MASTER));
    }
  }

  long faults() {
    return faults;
  }

  long wipes() {
    return wipes;
  }

  void rage() {
    if (!raging) {
      return;
    }
    long periodNanos = random.nextLong(1_000 * MILLIS, 3_000 * MILLIS);
    boolean quiet = random.nextInt(4) == 0;
    for (int i = quiet || kinds.isEmpty() ? 0 : 1 + random.nextInt(4); i > 0; i--) {
      FaultKind kind = kinds.get(random.nextInt(kinds.size()));
      world.after(random.nextLong(periodNanos), () -> strike(kind));
    }
    world.after(periodNanos, this::rage);
  }

  private void strike(FaultKind kind) {
    if (!raging) {
      return;
    }
    SimNode node = anyNode();
    world.note(
        40, kind.name().hashCode(), node.id().number(), () -> "fault " + kind + " at " + node.id());
    faults++;
    switch (kind) {
      case CRASH -> crash(target());
      case CRASH_MID_TURN -> {
        SimNode victim = target();
        victim.dieAfterPortCalls(random.nextInt(40));
        later(2_000, () -> crash(victim));
      }
      case CRASH_WHILE_CHANGING -> crashesWhileChanging = true;
      case POWER_CUT_OF_ALL -> world.nodes().forEach(this::crash);
      case FREEZE -> freeze(target());
      case PARTITION -> partition(node);
      case ONE_WAY_CUT -> cutOneWay(node, anyNode());
      case RETURNING_MASTER -> bringBack(anyGroup());
      case LOSS -> {
        world.net().lossRate = random.nextDouble() * 0.3;
        later(3_000, () -> world.net().lossRate = 0);
      }
      case DUPLICATES -> {
        world.net().duplicateRate = random.nextDouble() * 0.5;
        later(3_000, () -> world.net().duplicateRate = 0);
      }
      case REORDERING -> {
        world.net().reorders = true;
        later(3_000, () -> world.net().reorders = false);
      }
      case CLOG ->
          world.net().clog(node.id(), anyNode().id(), random.nextLong(100, 3_000) * MILLIS);
      case DISK_STALL -> node.disk().stall(random.nextLong(200, 8_000) * MILLIS);
      case DISK_ERROR -> node.disk().failNextSync(random.nextBoolean(), why -> fail(node, why));
      case DISK_FULL -> fill(node);
      case SLOW_DISK -> {
        node.disk().slowSyncs(random.nextLong(20, 400) * MILLIS);
        later(4_000, () -> node.disk().slowSyncs(2 * MILLIS));
      }
      case WIPE -> wipe(node);
      case ROLLBACK -> rollBack(node);
      case BIT_ROT -> rot(anyGroup());
      case COORDINATOR_DOWN -> {
        world.zk().setUp(false);
        later(9_000, () -> world.zk().setUp(true));
      }
      case COORDINATOR_CUT -> {
        node.cutFromCoordinator(true);
        later(12_000, () -> node.cutFromCoordinator(false));
      }
      case AMBIGUOUS_CLAIM -> {
        world.zk().ambiguousRate = 0.7;
        later(5_000, () -> world.zk().ambiguousRate = 0);
      }
      case STALE_VIEW -> {
        world.zk().staleNanosMax = random.nextLong(100, 3_000) * MILLIS;
        later(5_000, () -> world.zk().staleNanosMax = 0);
      }
      case SESSION_EXPIRY -> world.zk().expire(node);
      case COORDINATOR_WIPE -> world.zk().wipe();
      case COORDINATOR_ROLLBACK -> {
        world.zk().takeBackup();
        later(6_000, () -> world.zk().rollBack());
      }
      case WRONG_EVICTION -> world.zk().evictAnybody(anyGroup());
      case CLOCK_JUMP -> node.clock().leap(random.nextLong(-3_600_000, 3_600_000));
      case HAND_OVER -> handOver(anyGroup());
    }
  }

  /** Runs at some time within so many milliseconds, unless all faults have ended by then. */
  private void later(long millisMax, Runnable end) {
    world.after(
        random.nextLong(100, millisMax) * MILLIS,
        () -> {
          if (raging) {
            end.run();
          }
        });
  }

  private SimNode anyNode() {
    List<SimNode> nodes = List.copyOf(world.nodes());
    return nodes.get(random.nextInt(nodes.size()));
  }

  private GroupId anyGroup() {
    List<GroupId> groups = List.copyOf(world.groups());
    return groups.get(random.nextInt(groups.size()));
  }

  /** Masters are the better victims. */
  private SimNode target() {
    SimSeat master = random.nextBoolean() ? world.master(anyGroup()) : null;
    return master == null ? anyNode() : master.host();
  }

  private void crash(SimNode node) {
    if (raging && node.isRunning()) {
      node.crash("killed");
      startLater(node);
    }
  }

  private void startLater(SimNode node) {
    long millisMax = random.nextBoolean() ? 400 : 6_000;
    world.after(
        random.nextLong(100, millisMax) * MILLIS,
        () -> {
          if (!away.contains(node)) {
            node.start();
          }
        });
  }

  /**
   * A master is about to let a disk in again: it will not see it catch up, since the wire between
   * them is cut, and its successor takes over while all disks are slow.
   */
  void changing(SimNode master, SimNode joining) {
    if (crashesWhileChanging && random.nextBoolean()) {
      crashesWhileChanging = false;
      cutBothWays(master, joining);
      world.nodes().forEach(node -> node.disk().slowSyncs(400 * MILLIS));
      world.after(random.nextLong(300, 1_500) * MILLIS, () -> crash(master));
      later(6_000, () -> world.nodes().forEach(node -> node.disk().slowSyncs(2 * MILLIS)));
      later(6_000, () -> world.net().mend(master.id(), joining.id()));
      later(6_000, () -> world.net().mend(joining.id(), master.id()));
    }
  }

  private void fail(SimNode node, String why) {
    node.crash(why);
    startLater(node);
  }

  private void freeze(SimNode node) {
    node.freeze();
    later(random.nextBoolean() ? 1_500 : 12_000, node::thaw);
  }

  private void partition(SimNode alone) {
    boolean pair = world.traits().nodeCount() > 3 && random.nextBoolean();
    SimNode second = pair ? anyNode() : alone;
    List<SimNode> side = List.of(alone, second);
    for (SimNode inside : side) {
      for (SimNode outside : world.nodes()) {
        if (!side.contains(outside)) {
          cutFromBehind(inside, outside);
        }
      }
    }
    later(7_000, this::mendEverything);
  }

  /**
   * A master is cut off with one replica, whose accepts are on their way for so long that the
   * master has lost its epoch and won a later one when they arrive.
   */
  private void bringBack(GroupId group) {
    SimSeat master = world.master(group);
    SimNode friend = anyNode();
    if (bringsBack || master == null || master.host() == friend || world.traits().nodeCount() < 5) {
      return;
    }
    bringsBack = true;
    world.after(2_000 * MILLIS, () -> lull = raging);
    SimNode returning = master.host();
    long epoch = master.servedEpoch();
    world.net().hold(friend.id(), returning.id());
    for (SimNode other : world.nodes()) {
      if (other != returning && other != friend) {
        cutFromBehind(returning, other);
        cutBothWays(friend, other);
      }
    }
    world.after(
        random.nextLong(2_500, 4_000) * MILLIS,
        () -> {
          if (raging) {
            friend.freeze();
            world.nodes().forEach(one -> world.net().mend(one.id(), returning.id()));
            world.nodes().forEach(one -> world.net().mend(returning.id(), one.id()));
          }
        });
    world.after(4_000 * MILLIS, () -> pushBack(group, returning, friend, epoch, 20));
  }

  private void pushBack(GroupId group, SimNode returning, SimNode friend, long epoch, int left) {
    SimSeat master = world.master(group);
    if (!raging || left == 0) {
      endReturn(returning, friend);
      return;
    }
    if (master != null && master.host() == returning && master.servedEpoch() > epoch) {
      // With two more cut off, the late accepts would make a majority.
      lull = false;
      world.nodes().stream()
          .filter(node -> node != returning && node != friend)
          .limit(2)
          .forEach(node -> cutBothWays(returning, node));
      world.after(random.nextLong(1_000, 1_700) * MILLIS, () -> endReturn(returning, friend));
      return;
    }
    if (master != null && master.host() != returning) {
      master.toCore(core -> core.onHandOverWanted());
    }
    world.after(200 * MILLIS, () -> pushBack(group, returning, friend, epoch, left - 1));
  }

  /** Producers rest, so that the outvoted master's entries reach further than its successors'. */
  public boolean isLull() {
    return lull;
  }

  private void endReturn(SimNode returning, SimNode friend) {
    bringsBack = false;
    lull = false;
    world.net().release(friend.id(), returning.id());
    later(1_000, friend::thaw);
    later(1_500, this::mendEverything);
  }

  private void mendEverything() {
    world
        .nodes()
        .forEach(one -> world.nodes().forEach(other -> world.net().mend(one.id(), other.id())));
  }

  /** What the node sends still arrives for a while, but it hears no answer any more. */
  private void cutFromBehind(SimNode node, SimNode other) {
    world.net().cut(other.id(), node.id());
    world.after(
        random.nextBoolean() ? 0 : random.nextLong(600) * MILLIS,
        () -> {
          if (raging && world.net().isCut(other.id(), node.id())) {
            world.net().cut(node.id(), other.id());
          }
        });
  }

  private void cutBothWays(SimNode one, SimNode other) {
    world.net().cut(one.id(), other.id());
    world.net().cut(other.id(), one.id());
  }

  private void cutOneWay(SimNode from, SimNode to) {
    world.net().cut(from.id(), to.id());
    later(7_000, () -> world.net().mend(from.id(), to.id()));
  }

  private void fill(SimNode node) {
    node.disk().fill(random.nextBoolean() ? DiskSpace.SCARCE : DiskSpace.NONE);
    if (random.nextInt(3) == 0) {
      node.disk().failNextSync(false, why -> fail(node, "no space left"));
    }
    later(5_000, () -> node.disk().fill(DiskSpace.PLENTY));
  }

  // ── loss of disks: never more at a time than the promise allows ──

  private void wipe(SimNode node) {
    if (mayLose(node)) {
      wipes++;
      node.wipe();
      startLater(node);
    }
  }

  private void rollBack(SimNode node) {
    if (node.canRollBack() && mayLose(node)) {
      node.rollBack();
      startLater(node);
    }
  }

  private void rot(GroupId group) {
    SimNode node = divergent(group);
    if (!mayLose(node)) {
      return;
    }
    node.crash("killed, and its disk decays");
    GroupImage platter = node.disk().platter(group);
    long held = platter.end().index() - platter.base().index();
    if (held > 0) {
      platter.rot(platter.base().index() + 1 + random.nextLong(held));
    }
    startLater(node);
  }

  /** A node whose log ends with entries that its master's log does not have; any other if none. */
  private SimNode divergent(GroupId group) {
    SimSeat master = world.master(group);
    return world
        .seats(group)
        .filter(seat -> master != null && !isPrefix(seat.platter(), master.view()))
        .map(SimSeat::host)
        .findFirst()
        .orElseGet(this::target);
  }

  private static boolean isPrefix(GroupImage log, GroupImage whole) {
    long last = log.end().index();
    return last <= whole.base().index()
        || (whole.holds(last) && whole.chainAt(last) == log.chainAt(last));
  }

  private boolean mayLose(SimNode node) {
    return world.groups().stream().allMatch(group -> mayLose(group, List.of(node)));
  }

  /** Whether, without these nodes, every replica set in effect keeps a majority of whole disks. */
  private boolean mayLose(GroupId group, List<SimNode> gone) {
    History history = world.checks(group).history();
    if (history.appliedIndex() == 0) {
      return false;
    }
    return Stream.concat(Stream.of(history.appliedConfig()), history.configsInEffect().stream())
        .allMatch(config -> wholeDisks(group, config, gone) >= config.majority());
  }

  private long wholeDisks(GroupId group, ReplicaSet config, List<SimNode> gone) {
    return config.voters().entrySet().stream().filter(v -> isWhole(group, v, gone)).count();
  }

  private boolean isWhole(GroupId group, Map.Entry<NodeId, UUID> voter, List<SimNode> gone) {
    SimNode node = world.node(voter.getKey());
    return !gone.contains(node)
        && node.disk().storageUuid().equals(voter.getValue())
        && !node.hasForgotten()
        && !node.seat(group).platter().hasRot();
  }

  private void handOver(GroupId group) {
    SimSeat master = world.master(group);
    if (master != null) {
      master.toCore(core -> core.onHandOverWanted());
    }
  }

  // ── the end of all faults ──

  /** Everything works again, but perhaps a minority stays away for good. */
  void heal() {
    raging = false;
    crashesWhileChanging = false;
    lull = false;
    if (random.nextInt(4) == 0) {
      SimNode one = anyNode();
      if (mayLose(one)) {
        away.add(one);
      }
    }
    world.note(
        41,
        away.size(),
        0,
        () -> "all faults end; away: " + away.stream().map(SimNode::id).toList());
    world.net().mendAll();
    world.zk().becomeHonest();
    world.zk().setUp(true);
    for (SimNode node : world.nodes()) {
      node.disk().slowSyncs(2 * MILLIS);
      node.disk().fill(DiskSpace.PLENTY);
      node.disk().recoverFromStall();
      node.dieAfterPortCalls(-1);
      node.cutFromCoordinator(false);
      node.thaw();
      if (away.contains(node)) {
        node.crash("stays away");
      } else if (!node.isRunning()) {
        world.after(random.nextLong(1_000 * MILLIS), node::start);
      }
    }
  }
}
