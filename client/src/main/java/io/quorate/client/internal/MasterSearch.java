package io.quorate.client.internal;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.client.admin.NodeAddress;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every known node, and those that they name, who is master: all at once in each round, rounds
 * apart as the policy says. On the loop.
 */
final class MasterSearch {
  interface Listener {
    /** Some node says so; that may be out of date. */
    void found(NodeAddress master, long epoch);
  }

  /** More than a cluster has; a bound on what hints can make us remember. */
  private static final int NODES_MAX = 32;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(MasterSearch.class);

  private final NodeChannels channels;
  private final ReconnectPolicy policy;
  private final String group;
  private final Listener listener;
  private final Map<NodeAddress, Node> nodes = new LinkedHashMap<>();
  private Duration pause;
  private long nextNanos = System.nanoTime();
  private int rounds;

  MasterSearch(
      List<NodeAddress> seeds,
      NodeChannels channels,
      ReconnectPolicy policy,
      String group,
      Listener listener) {
    this.channels = channels;
    this.policy = policy;
    this.group = group;
    this.listener = listener;
    this.pause = policy.initialDelay();
    seeds.forEach(this::add);
  }

  /** Does nothing while the last round is too fresh. */
  void search(long nowNanos) {
    if (nowNanos - nextNanos < 0) {
      return;
    }
    nextNanos = nowNanos + pause.toNanos();
    pause = policy.delayAfter(pause);
    // A node that takes its time is still being asked: that is no further attempt.
    if (!ask()) {
      return;
    }
    rounds++;
    if (policy.warnAfterAttempts() > 0 && rounds % policy.warnAfterAttempts() == 0) {
      LOG.warn("still looking for the master of group {}: {}", group, whyNoMaster());
    }
  }

  /** One round out of turn. False: all are still to answer the last one. */
  boolean ask() {
    List<Node> round = new ArrayList<>(nodes.values());
    round.removeIf(node -> node.asked);
    if (policy.randomize()) {
      Collections.shuffle(round);
    }
    round.forEach(Node::ask);
    return !round.isEmpty();
  }

  /** How often was asked since {@link #restart}. */
  int rounds() {
    return rounds;
  }

  /** Begins with short pauses again. */
  void restart() {
    pause = policy.initialDelay();
    nextNanos = System.nanoTime();
    rounds = 0;
  }

  /** A node named another as master; text that is no address is no hint. */
  void hint(String masterAddress) {
    NodeAddress.tryParse(masterAddress).ifPresent(this::add);
  }

  private void add(NodeAddress address) {
    if (nodes.size() < NODES_MAX) {
      nodes.computeIfAbsent(address, Node::new);
    }
  }

  String whyNoMaster() {
    return nodes.values().stream()
        .map(node -> "%s: %s".formatted(node.address, node.lastWord))
        .collect(Collectors.joining("; ", "no master found; ", ""));
  }

  private void take(Node from, TopologyReply reply) {
    Map<Integer, NodeAddress> addresses = new HashMap<>();
    for (TopologyReply.Node node : reply.getNodesList()) {
      NodeAddress.tryParse(node.getAddress())
          .ifPresent(address -> addresses.put(node.getId(), address));
    }
    addresses.values().forEach(this::add);
    from.lastWord = "has no group " + group;
    for (TopologyReply.Group reign : reply.getGroupsList()) {
      if (reign.getName().equals(group)) {
        NodeAddress master = addresses.get(reign.getMaster());
        from.lastWord =
            master == null ? "knows no master" : "names node %d".formatted(reign.getMaster());
        if (master != null) {
          listener.found(master, reign.getEpoch());
        }
      }
    }
  }

  private final class Node implements StreamObserver<TopologyReply> {
    private final NodeAddress address;
    private boolean asked;
    private String lastWord = "not asked yet";

    Node(NodeAddress address) {
      this.address = address;
    }

    /** One question at a time, so that a node that stands still is not flooded. */
    void ask() {
      asked = true;
      BrokerGrpc.newStub(channels.to(address))
          .withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .topology(TopologyRequest.getDefaultInstance(), this);
    }

    @Override
    public void onNext(TopologyReply reply) {
      take(this, reply);
    }

    @Override
    public void onError(Throwable error) {
      asked = false;
      Status status = Status.fromThrowable(error);
      lastWord =
          switch (status.getCode()) {
            case UNAVAILABLE -> "no connection (%s)".formatted(Failures.rootOf(status));
            case DEADLINE_EXCEEDED -> "no answer within %d ms".formatted(ANSWER_MAX.toMillis());
            case UNIMPLEMENTED -> "is no broker of this version";
            default -> String.valueOf(status.getDescription());
          };
    }

    @Override
    public void onCompleted() {
      asked = false;
    }
  }
}
