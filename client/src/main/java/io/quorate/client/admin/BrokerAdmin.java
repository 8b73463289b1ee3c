package io.quorate.client.admin;

import io.quorate.client.Destination;
import io.quorate.client.Destination.Kind;
import io.quorate.client.Reason;
import io.quorate.client.Tls;
import io.quorate.client.internal.ChannelSecurity;
import io.quorate.client.internal.Kinds;
import io.quorate.client.internal.NearestName;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.BrowseRequest;
import io.quorate.proto.client.v1.CreateDestinationRequest;
import io.quorate.proto.client.v1.DeleteDestinationRequest;
import io.quorate.proto.client.v1.DeleteSubscriptionRequest;
import io.quorate.proto.client.v1.DiskWhyRequest;
import io.quorate.proto.client.v1.ListDestinationsRequest;
import io.quorate.proto.client.v1.ListSubscriptionsRequest;
import io.quorate.proto.client.v1.MoveMessagesRequest;
import io.quorate.proto.client.v1.PauseDestinationRequest;
import io.quorate.proto.client.v1.PurgeQueueRequest;
import io.quorate.proto.client.v1.SafeToStopRequest;
import io.quorate.proto.client.v1.TopologyRequest;
import io.quorate.proto.client.v1.UpdateDestinationRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Administers the queues and topics of one group: finds its master by itself, from the address of
 * any node, also after a failover. All calls block, and throw {@link AdminException} with a text
 * for people. For one thread at a time.
 */
public final class BrokerAdmin implements AutoCloseable {
  /** The largest page of a list. */
  public static final int PAGE_MAX = 1_000;

  private final String group;
  private final BrokerCalls broker;

  /** Over plain connections. */
  public BrokerAdmin(List<NodeAddress> nodes, String group, Duration patience) {
    this(nodes, group, patience, null);
  }

  /**
   * Connects at the first call.
   *
   * @param nodes one of the cluster at least
   * @param patience how long a master is waited for that is not there for now
   * @param tls null: connections are plain
   */
  public BrokerAdmin(List<NodeAddress> nodes, String group, Duration patience, @Nullable Tls tls) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("expected the address of at least one node, found none");
    }
    this.group = group;
    this.broker = new BrokerCalls(nodes, group, patience, ChannelSecurity.of(tls));
  }

  /** What every node says that answers; one at least, or it is {@code UNREACHABLE}. */
  public List<Topology> topologies() throws AdminException {
    return broker.topologies();
  }

  /** Returns once the node answers that is known as the group's master. */
  public void awaitMaster() throws AdminException {
    var unused = broker.read(master -> master.topology(TopologyRequest.getDefaultInstance()));
  }

  // ── destinations ──

  public void create(Destination destination, DestinationSettings settings) throws AdminException {
    CreateDestinationRequest request =
        CreateDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(destination.name())
            .setKind(Kinds.wire(destination.kind()))
            .setOptions(BrokerMapping.options(settings))
            .build();
    broker.command(master -> master.createDestination(request));
  }

  public void update(Destination destination, DestinationSettings settings) throws AdminException {
    UpdateDestinationRequest request =
        UpdateDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(destination.name())
            .setKind(Kinds.wire(destination.kind()))
            .setOptions(BrokerMapping.options(settings))
            .build();
    broker.command(master -> master.updateDestination(request));
  }

  /**
   * Deletes it.
   *
   * @param force also while it holds messages, consumers or subscriptions
   */
  public void delete(Destination destination, boolean force) throws AdminException {
    DeleteDestinationRequest request =
        DeleteDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(destination.name())
            .setKind(Kinds.wire(destination.kind()))
            .setForce(force)
            .build();
    broker.command(master -> master.deleteDestination(request));
  }

  /** Consumers get nothing; producers go on. */
  public void pause(Destination destination) throws AdminException {
    setPaused(destination, true);
  }

  public void resume(Destination destination) throws AdminException {
    setPaused(destination, false);
  }

  private void setPaused(Destination destination, boolean paused) throws AdminException {
    PauseDestinationRequest request =
        PauseDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(destination.name())
            .setKind(Kinds.wire(destination.kind()))
            .setPaused(paused)
            .build();
    broker.command(master -> master.pauseDestination(request));
  }

  /**
   * A page in the order of names.
   *
   * @param pattern as for topics; empty: all
   * @param after the name after which to begin; empty: the first
   * @param limit 1 to {@link #PAGE_MAX}
   */
  public DestinationStatus.Page destinations(Kind kind, String pattern, String after, int limit)
      throws AdminException {
    ListDestinationsRequest request =
        ListDestinationsRequest.newBuilder()
            .setGroup(group)
            .setKind(Kinds.wire(kind))
            .setPattern(pattern)
            .setAfter(after)
            .setLimit(limit)
            .build();
    return BrokerMapping.destinations(broker.read(master -> master.listDestinations(request)));
  }

  /** Refused with {@link Reason#NOT_FOUND} and the name that was probably meant. */
  public DestinationStatus destination(Destination destination) throws AdminException {
    List<DestinationStatus> found =
        destinations(destination.kind(), destination.name(), "", 1).destinations();
    if (found.isEmpty()) {
      List<String> others =
          destinations(destination.kind(), "", "", PAGE_MAX).destinations().stream()
              .map(other -> other.destination().name())
              .toList();
      throw new AdminException(
          AdminException.Kind.REFUSED,
          Reason.NOT_FOUND,
          "there is no %s%s".formatted(destination, NearestName.hint(destination.name(), others)),
          null);
    }
    return found.get(0);
  }

  // ── subscriptions ──

  /**
   * Durable subscriptions.
   *
   * @param topic of this topic or pattern; empty: all
   */
  public List<SubscriptionStatus> subscriptions(String topic) throws AdminException {
    ListSubscriptionsRequest request =
        ListSubscriptionsRequest.newBuilder().setGroup(group).setTopic(topic).build();
    return broker.read(master -> master.listSubscriptions(request)).getSubscriptionsList().stream()
        .map(BrokerMapping::subscription)
        .toList();
  }

  /**
   * Deletes it and what waits for it.
   *
   * @param clientId whose it is; empty: it is shared
   * @param force also while it has consumers
   */
  public void deleteSubscription(String clientId, String name, boolean force)
      throws AdminException {
    DeleteSubscriptionRequest request =
        DeleteSubscriptionRequest.newBuilder()
            .setGroup(group)
            .setClientId(clientId)
            .setName(name)
            .setForce(force)
            .build();
    broker.command(master -> master.deleteSubscription(request));
  }

  // ── messages ──

  /** Deletes all that waits, and says how many that were. */
  public long purge(String queue) throws AdminException {
    PurgeQueueRequest request =
        PurgeQueueRequest.newBuilder().setGroup(group).setName(queue).build();
    return broker.command(master -> master.purgeQueue(request)).getCount();
  }

  /**
   * Looks at messages without taking them.
   *
   * @param selector empty: all
   * @param after the position after which to begin; 0: the head
   * @param limit 1 to {@link #PAGE_MAX}; there may be fewer although others follow
   */
  public BrowsedMessage.Page browse(String queue, String selector, long after, int limit)
      throws AdminException {
    BrowseRequest request =
        BrowseRequest.newBuilder()
            .setGroup(group)
            .setQueue(queue)
            .setSelector(selector)
            .setAfter(after)
            .setLimit(limit)
            .build();
    BrowseReply reply = broker.read(master -> master.browse(request));
    try {
      return BrokerMapping.browsed(reply);
    } catch (IOException e) {
      throw new AdminException(
          AdminException.Kind.REFUSED,
          "queue %s holds a message that this client cannot read: %s"
              .formatted(queue, e.getMessage()),
          e);
    }
  }

  /**
   * Moves messages to another queue, and says how many.
   *
   * @param to empty: each back to where it came from, for dead letters
   * @param selector empty: all
   * @param limit 0: all
   * @param dryRun only counts those that would be moved
   */
  public long move(String from, String to, String selector, long limit, boolean dryRun)
      throws AdminException {
    MoveMessagesRequest request =
        MoveMessagesRequest.newBuilder()
            .setGroup(group)
            .setFrom(from)
            .setTo(to)
            .setSelector(selector)
            .setLimit(limit)
            .setDryRun(dryRun)
            .build();
    return broker.command(master -> master.moveMessages(request)).getCount();
  }

  // ── nodes ──

  /** What holds the master's disk space. */
  public DiskUsage diskWhy() throws AdminException {
    DiskWhyRequest request = DiskWhyRequest.newBuilder().setGroup(group).build();
    return BrokerMapping.disk(broker.read(master -> master.diskWhy(request)));
  }

  /**
   * Why a node may not be stopped without stopping the service; empty: it may.
   *
   * @param node its number; 0: the master's
   */
  public List<String> reasonsNotToStop(int node) throws AdminException {
    SafeToStopRequest request = SafeToStopRequest.newBuilder().setNode(node).build();
    var reply = broker.read(master -> master.safeToStop(request));
    return reply.getSafe() || reply.getReasonsCount() > 0
        ? List.copyOf(reply.getReasonsList())
        : List.of("the master says no and gives no reason");
  }

  @Override
  public void close() {
    broker.close();
  }
}
