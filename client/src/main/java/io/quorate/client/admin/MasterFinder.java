package io.quorate.client.admin;

import io.grpc.stub.StreamObserver;
import io.quorate.client.internal.ChannelSecurity;
import io.quorate.proto.admin.v1.StatusReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks every known node, and those that they name, who is master, in steps of 20 to 200 ms while
 * somebody wants to know. Safe for many threads; the listener is called on gRPC's, without any lock
 * held.
 */
final class MasterFinder implements AutoCloseable {
  interface Listener {
    /** The node says that it is an open master of this epoch; that may be out of date. */
    void found(AdminClient node, long epoch);
  }

  /** More than a cluster has; a bound on what hints can make us remember. */
  private static final int NODES_MAX = 32;

  private static final long PAUSE_MIN_NANOS = Duration.ofMillis(20).toNanos();
  private static final long PAUSE_MAX_NANOS = Duration.ofMillis(200).toNanos();
  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

  private final ChannelSecurity security;
  private final String group;
  private final Listener listener;

  // Guarded by this.
  private final Map<NodeAddress, Node> nodes = new LinkedHashMap<>();
  private long pauseNanos = PAUSE_MIN_NANOS;
  private long nextNanos = System.nanoTime();
  private boolean closed;

  MasterFinder(List<NodeAddress> seeds, String group, ChannelSecurity security, Listener listener) {
    this.security = security;
    this.group = group;
    this.listener = listener;
    seeds.forEach(this::add);
  }

  /** Does nothing while the last step is too fresh. */
  synchronized void search(long nowNanos) {
    if (closed || nowNanos - nextNanos < 0) {
      return;
    }
    nodes.values().forEach(Node::ask);
    nextNanos = nowNanos + pauseNanos;
    pauseNanos = Math.min(PAUSE_MAX_NANOS, pauseNanos + pauseNanos / 10);
  }

  /** Begins with short steps again. */
  synchronized void searchSoon() {
    pauseNanos = PAUSE_MIN_NANOS;
    nextNanos = System.nanoTime();
  }

  /** A node named another as master; text that is no address is no hint. */
  synchronized void hint(String masterAddress) {
    NodeAddress.tryParse(masterAddress).ifPresent(this::add);
  }

  private void add(NodeAddress address) {
    if (!closed && nodes.size() < NODES_MAX) {
      nodes.computeIfAbsent(address, Node::new);
    }
  }

  synchronized String whyNoMaster() {
    return nodes.values().stream()
        .map(node -> node.client.address() + ": " + node.lastWord)
        .collect(Collectors.joining("; ", "no master found; ", ""));
  }

  @Override
  public synchronized void close() {
    closed = true;
    nodes.values().forEach(node -> node.client.close());
  }

  /** Guarded by the finder, as all it has. */
  private final class Node implements StreamObserver<StatusReply> {
    private final AdminClient client;
    private boolean asked;
    private String lastWord = "not asked yet";

    Node(NodeAddress address) {
      client = new AdminClient(address, ANSWER_MAX, security);
    }

    /** One question at a time, so that a node that stands still is not flooded. */
    void ask() {
      if (!asked) {
        asked = true;
        client.redial();
        client.status(ANSWER_MAX, this);
      }
    }

    @Override
    public void onNext(StatusReply reply) {
      NodeStatus status = AdminMapping.status(client.address(), reply);
      synchronized (MasterFinder.this) {
        status.nodes().values().forEach(MasterFinder.this::add);
        lastWord =
            status.group(group).map(GroupStatus::explanation).orElse("has no group " + group);
      }
      status
          .group(group)
          .filter(GroupStatus::isOpenMaster)
          .ifPresent(master -> listener.found(client, master.epoch()));
    }

    @Override
    public void onError(Throwable t) {
      synchronized (MasterFinder.this) {
        asked = false;
        lastWord = "no answer";
      }
    }

    @Override
    public void onCompleted() {
      synchronized (MasterFinder.this) {
        asked = false;
      }
    }
  }
}
