package io.quorate.broker;

import io.quorate.broker.admin.GroupFacts;
import io.quorate.broker.admin.GroupRole;
import io.quorate.broker.admin.NodeMetrics;
import io.quorate.broker.session.BrokerFigures;
import io.quorate.broker.session.GroupBroker;
import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.loop.NodeLoop;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.RoleListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group as a part of this node: says its transitions, and keeps its last known facts where
 * anybody may read them without waiting for the loop.
 */
final class GroupHost implements RoleListener {
  private static final Logger LOG = LoggerFactory.getLogger(GroupHost.class);
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final GroupId group;
  private final NodeId self;
  private final NodeLoop loop;
  private final NodeMetrics.GroupMeter meter;
  private final GroupBroker broker;
  private volatile @Nullable GroupStatus lastStatus;
  private volatile long answeredNanos = System.nanoTime();
  private volatile boolean everReady;

  /** Null: this node does not lead the group. */
  private volatile @Nullable BrokerFigures lastFigures;

  private String saidExplanation = "";

  GroupHost(
      GroupId group, NodeId self, NodeLoop loop, NodeMetrics.GroupMeter meter, GroupBroker broker) {
    this.group = group;
    this.self = self;
    this.loop = loop;
    this.meter = meter;
    this.broker = broker;
  }

  GroupBroker broker() {
    return broker;
  }

  NodeLoop loop() {
    return loop;
  }

  GroupId group() {
    return group;
  }

  // ── transitions, on the loop ──

  @Override
  public void serving(long epoch, LogPosition barrier) {
    LOG.info("node {} group {} epoch {}: serving from {}", self, group, epoch, barrier);
    meter.masterChanged();
    broker.serving(epoch);
  }

  @Override
  public void stopped(long epoch, String reason) {
    broker.stopped(reason);
    LOG.info("node {} group {} epoch {}: no longer master: {}", self, group, epoch, reason);
  }

  @Override
  public void following(long epoch, @Nullable NodeId master) {
    broker.following(epoch, master);
    if (!self.equals(master)) {
      LOG.info("node {} group {} epoch {}: following node {}", self, group, epoch, master);
      meter.masterChanged();
    }
  }

  @Override
  public void transition(String what) {
    LOG.info("node {} group {}: {}", self, group, what);
  }

  // ── facts ──

  /** Asks the loop; what it answers is there for everybody a moment later. */
  void refresh() {
    var unused =
        loop.ask(GroupCore::status)
            .thenAccept(
                status -> {
                  lastStatus = status;
                  answeredNanos = System.nanoTime();
                  everReady |= isReady(status);
                  sayWhatIsWaitedFor(status);
                });
  }

  /** The same for what a master counts, which takes longer. */
  void survey() {
    var unused = broker.figures().whenComplete((figures, notServing) -> lastFigures = figures);
  }

  @Nullable BrokerFigures figures() {
    return lastFigures;
  }

  /** On the loop. Once for each reason, not once for each look. */
  private void sayWhatIsWaitedFor(GroupStatus status) {
    if (isReady(status)) {
      saidExplanation = "";
    } else if (!status.explanation().equals(saidExplanation)) {
      saidExplanation = status.explanation();
      LOG.info("node {} group {}: {}: {}", self, group, status.role(), saidExplanation);
    }
  }

  private static boolean isReady(GroupStatus status) {
    return status.open() || (status.role().equals("REPLICA") && status.master() != null);
  }

  List<String> startWaits() {
    GroupStatus status = lastStatus;
    if (everReady) {
      return List.of();
    }
    return List.of(
        "group " + group + ": " + (status == null ? "opening its log" : status.explanation()));
  }

  List<String> stalls() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - answeredNanos);
    return System.nanoTime() - answeredNanos > STALLED_NANOS
        ? List.of("group " + group + ": its loop has not answered for " + seconds + " s")
        : List.of();
  }

  boolean isMaster() {
    GroupStatus status = lastStatus;
    return status != null && status.role().equals("MASTER");
  }

  @Nullable GroupFacts facts() {
    GroupStatus status = lastStatus;
    return status == null ? null : factsOf(status);
  }

  private static GroupFacts factsOf(GroupStatus status) {
    GroupRole role = GroupRole.valueOf(status.role());
    List<GroupFacts.PeerLag> lags = new ArrayList<>();
    int available = 1;
    for (var replica : status.replicas().entrySet()) {
      GroupStatus.ReplicaStatus its = replica.getValue();
      lags.add(new GroupFacts.PeerLag(replica.getKey(), its.lagEntries(), its.lagBytes()));
      if (its.voter() && its.connected()) {
        available++;
      }
    }
    return new GroupFacts(
        status.group(),
        role,
        status.epoch(),
        isReady(status),
        status.master(),
        status.explanation(),
        status.config().majority(),
        role == GroupRole.MASTER ? available : GroupFacts.UNKNOWN,
        status.firstIndex(),
        status.last().index(),
        status.commitIndex(),
        status.appliedIndex(),
        lags);
  }
}
