package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Member;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whoever wants to see old entries, while logs are trimmed, cut and replaced under them. */
final class Readers {
  private static final long MILLIS = 1_000_000L;
  private static final int ENTRIES_MAX = 30;

  private final SimWorld world;
  private final SplittableRandom random;
  private final List<Read> open = new ArrayList<>();

  Readers(SimWorld world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  void start() {
    for (GroupId group : world.groups()) {
      long pauseNanos = random.nextLong(200, 1_500) * MILLIS;
      world.after(SimWorld.SECOND, () -> readOn(group, pauseNanos));
    }
  }

  /** Whether everybody has had an answer; dead processes give none. */
  boolean isQuiet() {
    return open.stream().noneMatch(Read::isWaiting);
  }

  private void readOn(GroupId group, long pauseNanos) {
    SimSeat master = world.master(group);
    List<SimSeat> running = world.runningSeats(group).toList();
    if (master != null && random.nextBoolean()) {
      read(master);
    } else if (!running.isEmpty()) {
      read(running.get(random.nextInt(running.size())));
    }
    world.after(random.nextLong(pauseNanos / 2, 2 * pauseNanos), () -> readOn(group, pauseNanos));
  }

  private void read(SimSeat seat) {
    open.removeIf(read -> !read.isWaiting());
    long dice = random.nextLong() >>> 1;
    long count = 1 + random.nextLong(ENTRIES_MAX);
    Member life = seat.life();
    if (life != null) {
      seat.toCore(core -> read(seat, life, core, dice, count));
    }
  }

  /** Half of them want something that lives, the others anything; none more than was applied. */
  private void read(SimSeat seat, Member life, GroupCore core, long dice, long count) {
    IndexRanges live = seat.live();
    long applied = core.status().appliedIndex();
    if (applied > 0) {
      boolean wantsLive = dice % 2 == 0 && !live.isEmpty();
      long from = wantsLive ? nth(live, dice / 2 % live.count()) : 1 + dice / 2 % applied;
      Read read = new Read(seat, life, from, seat.isServing() && live.contains(from));
      open.add(read);
      core.read(from, Math.min(applied, from + count - 1), read::answered);
    }
  }

  private static long nth(IndexRanges ranges, long number) {
    long left = number;
    for (IndexRanges.Range range : ranges.ranges()) {
      long count = range.to() - range.from() + 1;
      if (left < count) {
        return range.from() + left;
      }
      left -= count;
    }
    throw new IllegalArgumentException("no entry " + number + " in " + ranges);
  }

  private final class Read {
    private final SimSeat seat;
    private final Member life;
    private final long fromIndex;
    private final boolean mustBeThere;

    Read(SimSeat seat, Member life, long fromIndex, boolean mustBeThere) {
      this.seat = seat;
      this.life = life;
      this.fromIndex = fromIndex;
      this.mustBeThere = mustBeThere;
    }

    boolean isWaiting() {
      return life.equals(seat.life());
    }

    void answered(List<Entry> entries) {
      world.note(31, seat.node().number(), fromIndex, () -> seat.node() + " is read: " + entries);
      if (!open.remove(this)) {
        throw new InvariantViolated("AnsweredOnce", "the read of " + fromIndex + " is, twice");
      }
      world.checks(seat.group()).read(seat, fromIndex, mustBeThere, entries);
    }
  }
}
