package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.StateListener;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.dispatch.Dispatcher;
import io.quorate.broker.queue.dispatch.Outlet;
import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a master's sessions share, from the moment it serves until it stops. On the loop only. */
final class Reign implements Outlet {
  private static final long LAG_BYTES_MAX = 1L << 20;
  private static final long OWN_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Who wants to know what the state made of a command. */
  interface Answer {
    void applied(LogPosition position, int syncedNodes, Applied result);

    void failed(BrokerException reason);
  }

  private final GroupBroker group;
  private final long epoch;
  private final BrokerView view;
  private final Dispatcher dispatcher;
  private final Quotas quotas;
  private final Senders senders = new Senders(this);
  private final Temporaries temporaries = new Temporaries(this);
  private final Volatiles volatiles = new Volatiles(this);
  private final Counts counts = new Counts();
  private final LinkedHashSet<LiveConnection> connections = new LinkedHashSet<>();

  /** Of those who are not connected. */
  private final Unanswered unanswered = new Unanswered();

  private long connectionsOpened;
  private @Nullable GroupCore core;
  private boolean ended;

  Reign(GroupBroker group, long epoch, BrokerView view) {
    this.group = group;
    this.epoch = epoch;
    this.view = view;
    this.quotas = new Quotas(view, group.limits());
    this.dispatcher = new Dispatcher(view, this, group.limits().volatileBytesMax());
  }

  GroupBroker group() {
    return group;
  }

  long epoch() {
    return epoch;
  }

  BrokerView view() {
    return view;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Unanswered unanswered() {
    return unanswered;
  }

  Quotas quotas() {
    return quotas;
  }

  Senders senders() {
    return senders;
  }

  StateListener listener() {
    return new Listening();
  }

  Volatiles volatiles() {
    return volatiles;
  }

  Temporaries temporaries() {
    return temporaries;
  }

  Counts counts() {
    return counts;
  }

  long nowNanos() {
    return group.clock().nanos();
  }

  boolean isPast(long deadlineNanos) {
    return nowNanos() - deadlineNanos >= 0;
  }

  int consumersOf(Address address) {
    if (address.kind() == DestinationKind.TOPIC) {
      return dispatcher.listenersOf(address.name());
    }
    SourceView queue = view.queue(address.name());
    return queue == null ? 0 : dispatcher.subscribersOf(queue.id());
  }

  // ── connections ──

  LiveConnection connect(ConnectRequest request, ConnectionEvents events) throws BrokerException {
    if (!group.gate().allowed(request.principal(), Gate.Verb.CONNECT, "")) {
      throw new BrokerException(
          BrokerException.Code.NOT_ALLOWED, request.principal().name() + " may not connect");
    }
    endOwnPast(request);
    int max = group.limits().connectionsMax();
    if (connections.size() >= max) {
      throw new BrokerException(
          BrokerException.Code.LIMIT_REACHED,
          "at most " + max + " connections are allowed",
          "",
          max,
          connections.size());
    }
    admit(request);
    LiveConnection connection = new LiveConnection(this, request, events);
    connections.add(connection);
    connectionsOpened++;
    temporaries.arrived(request.connectionId());
    return connection;
  }

  /**
   * The client has come back before its last connection was seen to be gone: what that one held,
   * its subscriptions among it, must not stand in the client's own way.
   */
  private void endOwnPast(ConnectRequest request) {
    List<LiveConnection> past =
        with(
            other ->
                other.connectionId().equals(request.connectionId())
                    && other.principal().equals(request.principal()));
    for (LiveConnection connection : past) {
      connection.end(
          new BrokerException(
              BrokerException.Code.NOT_READY,
              "its client has connected again from " + request.remote()));
    }
  }

  private void admit(ConnectRequest request) throws BrokerException {
    String clientId = request.clientId();
    if (clientId.isEmpty()) {
      return;
    }
    for (LiveConnection other : with(another -> another.clientId().equals(clientId))) {
      boolean isExclusive = other.request().clientIdRule() == ConnectRequest.ClientIdRule.EXCLUSIVE;
      switch (request.clientIdRule()) {
        case TAKEOVER ->
            other.end(
                new BrokerException(
                    BrokerException.Code.IN_USE,
                    "the client id " + clientId + " was taken over from " + request.remote()));
        case EXCLUSIVE -> throw inUse(other);
        case SHARED -> {
          if (isExclusive) {
            throw inUse(other);
          }
        }
      }
    }
  }

  private static BrokerException inUse(LiveConnection other) {
    return new BrokerException(
        BrokerException.Code.IN_USE,
        String.format(
            "the client id %s is in use by %s",
            other.request().clientId(), other.request().remote()));
  }

  private List<LiveConnection> with(Predicate<ConnectRequest> property) {
    return connections.stream().filter(each -> property.test(each.request())).toList();
  }

  void forget(LiveConnection connection) {
    if (connections.remove(connection)) {
      temporaries.left(connection.request().connectionId());
    }
  }

  // ── subscriptions ──

  void unsubscribe(SubscriptionKey key, boolean force, Answer answer) {
    SourceView present = view.subscription(key);
    int consumers = present == null ? 0 : dispatcher.subscribersOf(present.id());
    if (present == null && dispatcher.sharedPattern(key) == null) {
      answer.failed(
          new BrokerException(
              BrokerException.Code.NOT_FOUND, "there is no subscription " + key.name()));
    } else if (present == null || (consumers > 0 && !force)) {
      answer.failed(
          new BrokerException(
              BrokerException.Code.IN_USE,
              "the subscription " + key.name() + " has consumers; close them first"));
    } else {
      propose(new Command.Unsubscribe(key), answer);
    }
  }

  // ── the node ──

  BrokerFigures figures() {
    return new BrokerFigures(
        group.group(),
        connections.size(),
        connectionsOpened,
        connections.stream().mapToInt(LiveConnection::producers).sum(),
        connections.stream().mapToInt(LiveConnection::consumers).sum(),
        senders.blocked(),
        view.destinationCount(),
        counts.rejected(),
        counts.duplicates(),
        counts.traffic(),
        Surveying.destinations(this, DestinationKind.QUEUE),
        Surveying.destinations(this, DestinationKind.TOPIC));
  }

  Administration.DiskReport diskReport(int holdersMax) {
    GroupStatus status = status();
    DiskFigures disk = group.disk().get();
    return new Administration.DiskReport(
        disk.logBytes(),
        disk.keptBytes(),
        disk.stateBytes(),
        disk.freeBytes(),
        status.firstIndex(),
        status.last().index(),
        view.holders(holdersMax));
  }

  /** Why the master itself may not be stopped. */
  List<String> reasonsNotToStop() {
    return reasonsNotToStop(status().self().node());
  }

  /** Whether those who stay are a majority and have what is committed. */
  List<String> reasonsNotToStop(NodeId node) {
    GroupStatus status = status();
    List<String> reasons = new ArrayList<>();
    int ready = node.equals(status.self().node()) ? 0 : 1;
    for (Map.Entry<NodeId, GroupStatus.ReplicaStatus> entry : status.replicas().entrySet()) {
      GroupStatus.ReplicaStatus replica = entry.getValue();
      if (entry.getKey().equals(node)) {
        if (!replica.voter()) {
          // It counts for nothing.
          return List.of();
        }
      } else if (!replica.voter()) {
        reasons.add("node " + entry.getKey() + " does not count until it is readmitted");
      } else if (!replica.connected()) {
        reasons.add("node " + entry.getKey() + " is not connected");
      } else if (replica.lagBytes() > LAG_BYTES_MAX) {
        reasons.add("node " + entry.getKey() + " lags by " + replica.lagBytes() + " bytes");
      } else {
        ready++;
      }
    }
    if (ready >= status.config().majority()) {
      return List.of();
    }
    reasons.add(
        0,
        String.format(
            "without node %s %d nodes are left that can confirm, and %d are needed",
            node, ready, status.config().majority()));
    return reasons;
  }

  private GroupStatus status() {
    GroupCore present = core;
    if (present == null) {
      throw new IllegalStateException("a call before the first turn");
    }
    return present.status();
  }

  // ── turns ──

  void begin(GroupCore present) {
    core = present;
    dispatcher.at(group.clock().nanos(), present.timeMillis());
  }

  /** Returns whether there is more to do at once. */
  boolean endTurn(boolean isTick) {
    if (isTick) {
      dispatcher.onTick();
      senders.onTick();
      temporaries.onTick();
    }
    senders.endTurn();
    return dispatcher.run();
  }

  void end(BrokerException reason) {
    ended = true;
    List<LiveConnection> all = new ArrayList<>(connections);
    all.forEach(connection -> connection.end(reason));
    unanswered.refuse(reason);
  }

  // ── the log ──

  /** Answered once, whatever happens. */
  void propose(Command command, Answer answer) {
    BrokerException tooMuch = quotas.refusalOf(command);
    if (tooMuch != null) {
      answer.failed(tooMuch);
      return;
    }
    CommandCodec.Encoded encoded = CommandCodec.encode(command);
    propose(encoded, group.clock().nanos() + OWN_DEADLINE_NANOS, answer);
  }

  void propose(CommandCodec.Encoded encoded, long deadlineNanos, Answer answer) {
    propose(encoded, deadlineNanos, new Translated(answer));
  }

  private void propose(CommandCodec.Encoded encoded, long deadlineNanos, Proposal.Answer answer) {
    GroupCore present = core;
    if (ended || present == null) {
      answer.refused(Proposal.Refusal.NOT_MASTER, null, "this node is no longer master");
      return;
    }
    present.onProposed(
        new Proposal(encoded.type(), encoded.version(), encoded.payload(), deadlineNanos, answer));
  }

  private final class Translated implements Proposal.Answer {
    private final Answer answer;
    private final long proposedNanos = group.clock().nanos();

    Translated(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      group.committedAfter(group.clock().nanos() - proposedNanos);
      if (result instanceof Applied.Refused refused) {
        answer.failed(Refusals.refused(refused));
      } else {
        answer.applied(position, syncedNodes, (Applied) result);
      }
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      answer.failed(group.refusals().refused(reason, master, detail));
    }

    @Override
    public void unknown(String detail) {
      answer.failed(Refusals.unknown(detail));
    }
  }

  // ── what the state says ──

  /** To all who note it. */
  private final class Listening implements StateListener {
    @Override
    public void arrived(SourceView source) {
      dispatcher.arrived(source);
    }

    @Override
    public void returned(SourceView source, long position) {
      dispatcher.returned(source, position);
    }

    @Override
    public void gone(SourceView source, long fromPosition, int count) {
      dispatcher.gone(source, fromPosition, count);
      senders.mayHaveRoom();
    }

    @Override
    public void expired(Address from, int count) {
      counts.expired(from, count);
    }

    @Override
    public void deadLettered(Address from, int count) {
      counts.deadLettered(from, count);
    }

    @Override
    public void published(Address topic, long ref, int count, @Nullable Entry entry) {
      dispatcher.published(topic, ref, count, entry);
    }

    @Override
    public void sourceAdded(SourceView source) {
      dispatcher.sourceAdded(source);
      volatiles.subscriptionsChanged();
    }

    @Override
    public void sourceRemoved(SourceView source) {
      dispatcher.sourceRemoved(source);
      volatiles.subscriptionsChanged();
      senders.mayHaveRoom();
    }

    @Override
    public void destinationChanged(Address address) {
      dispatcher.destinationChanged(address);
      temporaries.changed(address);
      senders.mayHaveRoom();
    }

    @Override
    public void destinationDeleted(Address address) {
      dispatcher.destinationDeleted(address);
      temporaries.deleted(address);
      counts.forget(address);
    }
  }

  // ── what dispatch asks for ──

  @Override
  public void propose(Command command, Proposal.Answer answer) {
    propose(CommandCodec.encode(command), group.clock().nanos() + OWN_DEADLINE_NANOS, answer);
  }

  @Override
  public void propose(Command command, long deadlineNanos, Proposal.Answer answer) {
    long own = group.clock().nanos() + OWN_DEADLINE_NANOS;
    propose(CommandCodec.encode(command), deadlineNanos - own > 0 ? deadlineNanos : own, answer);
  }

  @Override
  public @Nullable Entry cached(long index) {
    GroupCore present = core;
    return present == null ? null : present.cached(index);
  }

  @Override
  public void read(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader) {
    GroupCore present = core;
    if (present != null) {
      present.read(
          fromInclusive,
          toInclusive,
          entries -> {
            if (!ended) {
              reader.accept(entries);
            }
          });
    }
  }

  @Override
  public void wake() {
    group.wake();
  }
}
