package io.quorate.replication.sim;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The wires between nodes. A connection belongs to one life at each end: what was sent to a process
 * never reaches its successor. A cut wire swallows silently; only a dead process is noticed.
 */
final class SimNet {
  private static final long MICROS = 1_000L;
  private static final long MILLIS = 1_000_000L;

  private record Wire(NodeId from, NodeId to) {}

  private final SimWorld world;
  private final SplittableRandom random;
  private final Set<Wire> cut = new HashSet<>();
  private final Map<Wire, List<Runnable>> held = new HashMap<>();
  private final Map<Wire, Member> connected = new HashMap<>();
  private final Map<Wire, Long> arrivalNanos = new HashMap<>();
  private final Map<Wire, Long> cloggedUntilNanos = new HashMap<>();
  double lossRate;
  double duplicateRate;
  boolean reorders;

  SimNet(SimWorld world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  void cut(NodeId from, NodeId to) {
    cut.add(new Wire(from, to));
  }

  void mend(NodeId from, NodeId to) {
    cut.remove(new Wire(from, to));
    world.nodes().forEach(this::redial);
  }

  void mendAll() {
    cut.clear();
    cloggedUntilNanos.clear();
    held.clear();
    lossRate = 0;
    duplicateRate = 0;
    reorders = false;
    world.nodes().forEach(this::redial);
  }

  void clog(NodeId from, NodeId to, long nanos) {
    cloggedUntilNanos.put(new Wire(from, to), world.nanos() + nanos);
  }

  /** From now on nothing arrives on this wire, and nothing is lost, until {@link #release}. */
  void hold(NodeId from, NodeId to) {
    held.putIfAbsent(new Wire(from, to), new ArrayList<>());
  }

  void release(NodeId from, NodeId to) {
    List<Runnable> waiting = held.remove(new Wire(from, to));
    if (waiting != null) {
      waiting.forEach(arrival -> world.after(random.nextLong(MILLIS), arrival));
    }
  }

  boolean isCut(NodeId from, NodeId to) {
    return cut.contains(new Wire(from, to));
  }

  /** A process has started or ended: the others find out when they dial. */
  void redial(SimNode node) {
    for (SimNode peer : world.nodes()) {
      if (peer != node) {
        world.after(random.nextLong(MILLIS, 60 * MILLIS), () -> dial(peer, node));
        world.after(random.nextLong(MILLIS, 60 * MILLIS), () -> dial(node, peer));
      }
    }
  }

  private void dial(SimNode from, SimNode to) {
    Wire wire = new Wire(from.id(), to.id());
    if (from.member() == null || isCut(wire.from, wire.to) || isCut(wire.to, wire.from)) {
      return;
    }
    Member known = connected.get(wire);
    Member found = to.member();
    if (known != null && !known.equals(found)) {
      connected.remove(wire);
      from.eachSeat(seat -> seat.peers().onPeerLost(known));
    }
    if (found != null && !found.equals(known)) {
      connected.put(wire, found);
      from.eachSeat(seat -> seat.peers().onPeerConnected(found));
    }
  }

  /** The process that dialled is gone, and its connections with it. */
  void forget(NodeId node) {
    connected.keySet().removeIf(wire -> wire.from.equals(node));
  }

  void send(SimSeat from, NodeId to, Message message) {
    Wire wire = new Wire(from.node(), to);
    Member target = connected.get(wire);
    Member sender = from.life();
    if (target == null || sender == null || isCut(wire.from, to) || happens(lossRate)) {
      return;
    }
    Envelope envelope = new Envelope(from.group(), sender, from.storageUuid(), message);
    int copies = happens(duplicateRate) ? 2 : 1;
    List<Runnable> waiting = held.get(wire);
    for (int i = 0; i < copies; i++) {
      if (waiting != null) {
        waiting.add(() -> arrive(envelope, target));
      } else {
        world.after(delayNanos(wire), () -> arrive(envelope, target));
      }
    }
  }

  private void arrive(Envelope envelope, Member target) {
    SimSeat seat = world.node(target.node()).seat(envelope.group());
    if (target.equals(seat.life()) && !isCut(envelope.from().node(), target.node())) {
      seat.peers().onMessage(envelope);
    }
  }

  private long delayNanos(Wire wire) {
    long now = world.nanos();
    long arrival = now + random.nextLong(50 * MICROS, 1_500 * MICROS);
    if (reorders) {
      return arrival - now + stragglingNanos();
    }
    arrival = Math.max(arrival, cloggedUntilNanos.getOrDefault(wire, 0L));
    arrival = Math.max(arrival, arrivalNanos.getOrDefault(wire, 0L));
    arrivalNanos.put(wire, arrival);
    return arrival - now;
  }

  /** Some come late, a few when everything has changed since. */
  private long stragglingNanos() {
    int chance = random.nextInt(100);
    return chance == 0
        ? random.nextLong(8_000 * MILLIS)
        : chance < 10 ? random.nextLong(200 * MILLIS) : 0;
  }

  private boolean happens(double rate) {
    return rate > 0 && random.nextDouble() < rate;
  }
}
