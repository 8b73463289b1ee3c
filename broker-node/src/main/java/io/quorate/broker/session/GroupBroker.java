package io.quorate.broker.session;

import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.StateListener;
import io.quorate.replication.GroupCore;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Clock;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One group's sessions on this node, whoever leads it: lets clients in while this node serves, and
 * sends them on when it does not.
 */
public final class GroupBroker implements AutoCloseable {
  private final GroupId group;
  private final NodeId self;
  private final BrokerView view;
  private final Consumer<@Nullable StateListener> listen;
  private final Clock clock;
  private final Limits limits;
  private final Gate gate;
  private final Refusals refusals;
  private final Supplier<DiskFigures> disk;
  private final LongConsumer commitNanos;
  private final Intake intake;

  /** Of those who are not connected, or want to be. */
  private final CallQueue arrivals;

  private final AtomicBoolean tickIsDue = new AtomicBoolean();
  private volatile ClusterTopology.Reign followed;

  /** On the loop. */
  private @Nullable Reign reign;

  /**
   * Sessions over a state that the loop applies.
   *
   * @param listen sets who is told what the state does; null: nobody
   * @param addresses of all nodes, for clients
   * @param disk what the group takes of it; must not wait
   */
  public GroupBroker(
      GroupId group,
      NodeId self,
      GroupLoop loop,
      BrokerView view,
      Consumer<@Nullable StateListener> listen,
      Clock clock,
      Limits limits,
      Gate gate,
      SortedMap<NodeId, String> addresses,
      Supplier<DiskFigures> disk,
      LongConsumer commitNanos) {
    this.group = group;
    this.self = self;
    this.view = view;
    this.listen = listen;
    this.clock = clock;
    this.limits = limits;
    this.gate = gate;
    this.disk = disk;
    this.commitNanos = commitNanos;
    this.refusals = new Refusals(addresses);
    this.intake = new Intake(loop, new Turn());
    this.arrivals = new CallQueue(intake);
    this.followed = new ClusterTopology.Reign(group, null, 0);
  }

  /** From its proposal to its commit. */
  void committedAfter(long nanos) {
    commitNanos.accept(nanos);
  }

  GroupId group() {
    return group;
  }

  boolean knows(NodeId node) {
    return refusals.knows(node);
  }

  Clock clock() {
    return clock;
  }

  Limits limits() {
    return limits;
  }

  Gate gate() {
    return gate;
  }

  Supplier<DiskFigures> disk() {
    return disk;
  }

  Refusals refusals() {
    return refusals;
  }

  CallQueue newCalls() {
    return new CallQueue(intake);
  }

  void wake() {
    intake.wake();
  }

  ClusterTopology.Reign followed() {
    return followed;
  }

  // ── what the log says, on the loop ──

  public void serving(long epoch) {
    Reign next = new Reign(this, epoch, view);
    reign = next;
    listen.accept(next.listener());
    wake();
  }

  public void stopped(String reason) {
    Reign ended = reign;
    reign = null;
    listen.accept(null);
    if (self.equals(followed.master())) {
      followed = new ClusterTopology.Reign(group, null, followed.epoch());
    }
    if (ended != null) {
      ended.end(notMaster(reason));
    }
  }

  public void following(long epoch, @Nullable NodeId master) {
    followed = new ClusterTopology.Reign(group, master, epoch);
  }

  /** Names whom to ask instead, where that is known and somebody else. */
  private BrokerException notMaster(String reason) {
    NodeId master = followed.master();
    return refusals.notMaster(self.equals(master) ? null : master, reason);
  }

  private BrokerException notServing() {
    return self.equals(followed.master())
        ? new BrokerException(
            BrokerException.Code.NOT_READY, "this node is about to serve group " + group)
        : notMaster("this node does not serve group " + group + " at present");
  }

  // ── any thread ──

  /** Every 20 to 100 ms. */
  public void tick() {
    tickIsDue.set(true);
    wake();
  }

  CompletionStage<Connection> connect(ConnectRequest request, ConnectionEvents events) {
    return call(
        (reign, answer) -> {
          try {
            answer.complete(reign.connect(request, events));
          } catch (BrokerException e) {
            answer.completeExceptionally(e);
          }
        });
  }

  /** Fails unless this node is the serving master. */
  public CompletionStage<BrokerFigures> figures() {
    return call((reign, answer) -> answer.complete(reign.figures()));
  }

  /** What is to be done under the master that serves. */
  interface ServedCall<T> {
    void run(Reign reign, CompletableFuture<T> answer);
  }

  <T> CompletionStage<T> call(ServedCall<T> action) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    arrivals.add(
        new CallQueue.Call(
            () -> {
              Reign present = reign;
              if (present == null) {
                answer.completeExceptionally(notServing());
              } else {
                present.unanswered().add(answer);
                action.run(present, answer);
              }
            },
            answer::completeExceptionally,
            0));
    return answer;
  }

  /** The node stops: nobody is let in any more. */
  @Override
  public void close() {
    arrivals.close(new BrokerException(BrokerException.Code.NOT_READY, "this node is stopping"));
  }

  private final class Turn implements Intake.Turn {
    @Override
    public void begin(GroupCore present) {
      Reign serving = reign;
      if (serving != null) {
        serving.begin(present);
      }
    }

    @Override
    public boolean end() {
      Reign serving = reign;
      boolean isTick = tickIsDue.getAndSet(false);
      return serving != null && serving.endTurn(isTick);
    }
  }
}
