package io.quorate.replication.sim;

import io.quorate.replication.Limits;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.sim.checker.GroupChecks;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster in virtual time: nodes, wires, disks, a coordinator, and the checkers that watch. */
public final class SimWorld {
  public static final long SECOND = 1_000_000_000L;

  /** Small, so that a few seconds of log are trimmed and sent as snapshots. */
  static final Limits LIMITS =
      new Limits(2_048, 1_024, 6_000, 20_000, 60, 3_000, 12, 3_000, 2 * SECOND, 2_500);

  private final Timeline timeline = new Timeline();
  private final SplittableRandom random;
  private final Traits traits;
  private final Application application;
  private final @Nullable Mutant mutant;
  private final CoreFactory cores;
  private final Trace trace;
  private final TreeMap<NodeId, SimNode> nodes = new TreeMap<>();
  private final TreeMap<GroupId, GroupChecks> checks = new TreeMap<>();
  private final SimNet net;
  private final SimZk zk;
  private @Nullable InvariantViolated violated;

  SimWorld(
      long seed,
      Traits traits,
      Application application,
      CoreFactory cores,
      @Nullable Mutant mutant,
      @Nullable Consumer<String> story) {
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    this.traits = traits;
    this.application = application;
    this.cores = cores;
    this.mutant = mutant;
    this.trace = new Trace(timeline, story);
    this.net = new SimNet(this, random.split());
    this.zk = new SimZk(this, random.split(), traits.latch());
    TreeSet<GroupId> groups = new TreeSet<>();
    groups.add(GroupId.MAIN);
    for (int i = 1; i < traits.groupCount(); i++) {
      groups.add(new GroupId("side-" + i));
    }
    for (int number = 1; number <= traits.nodeCount(); number++) {
      NodeId id = NodeId.of(number);
      nodes.put(id, new SimNode(this, id, groups.stream().toList(), random.split()));
    }
    for (GroupId group : groups) {
      List<SimSeat> seats = nodes().stream().map(it -> it.seat(group)).toList();
      checks.put(group, new GroupChecks(seats, application, this::violated));
    }
  }

  Timeline timeline() {
    return timeline;
  }

  public SplittableRandom random() {
    return random;
  }

  public Traits traits() {
    return traits;
  }

  Application application() {
    return application;
  }

  CoreFactory cores() {
    return cores;
  }

  @Nullable Mutant mutant() {
    return mutant;
  }

  public SimNet net() {
    return net;
  }

  public SimZk zk() {
    return zk;
  }

  public Collection<SimNode> nodes() {
    return nodes.values();
  }

  SortedSet<NodeId> nodeIds() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(nodes.keySet()));
  }

  public SimNode node(NodeId id) {
    SimNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no node " + id + " in this world");
    }
    return node;
  }

  public Collection<GroupId> groups() {
    return checks.keySet();
  }

  public GroupChecks checks(GroupId group) {
    GroupChecks found = checks.get(group);
    if (found == null) {
      throw new IllegalArgumentException("no group " + group + " in this world");
    }
    return found;
  }

  public Stream<SimSeat> seats(GroupId group) {
    return nodes().stream().map(node -> node.seat(group));
  }

  public Stream<SimSeat> runningSeats(GroupId group) {
    return seats(group).filter(seat -> seat.life() != null);
  }

  /** The seat that serves the group, the newest epoch if there are several, or null. */
  public @Nullable SimSeat master(GroupId group) {
    return runningSeats(group)
        .filter(SimSeat::isServing)
        .reduce((one, other) -> one.servedEpoch() > other.servedEpoch() ? one : other)
        .orElse(null);
  }

  public long nanos() {
    return timeline.nanos();
  }

  public void after(long delayNanos, Runnable action) {
    timeline.after(delayNanos, action);
  }

  public void note(int kind, long first, long second, Supplier<String> words) {
    trace.note(kind, first, second, words);
  }

  long fingerprint() {
    return trace.fingerprint();
  }

  void startAll() {
    for (SimNode node : nodes()) {
      after(random.nextLong(SECOND / 2), node::start);
    }
  }

  public void run(long nanos) {
    long until = timeline.nanos() + nanos;
    while (timeline.step(until)) {
      // The checkers are told by the parts of the world, within each event.
      InvariantViolated swallowed = violated;
      if (swallowed != null) {
        throw swallowed;
      }
    }
  }

  /** For those whose exceptions may be caught by the code that called them: the world ends. */
  public void violated(InvariantViolated violation) {
    violated = violated == null ? violation : violated;
  }

  Counters counters() {
    Counters counters = new Counters();
    counters.seeds = 1;
    counters.events = timeline.happened();
    counters.evictions = zk.evictions();
    checks
        .values()
        .forEach(
            group -> {
              counters.commits += group.history().appliedIndex();
              counters.epochs += group.history().epochs();
              counters.truncations += group.history().truncations();
              counters.snapshots += group.history().snapshots();
              counters.readmissions += group.history().readmissions();
            });
    return counters;
  }
}
