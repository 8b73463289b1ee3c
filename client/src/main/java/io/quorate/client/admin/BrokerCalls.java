package io.quorate.client.admin;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import io.quorate.client.Reason;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.internal.ChannelSecurity;
import io.quorate.client.internal.Failures;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.BrokerGrpc.BrokerBlockingStub;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a group's master, whichever node that is. What surely was not done is tried again until
 * the caller's patience ends. For one thread at a time.
 */
final class BrokerCalls implements AutoCloseable {
  /** Beside the status of a refused call: the refusal as clients know it. */
  static final Metadata.Key<Failed> FAILED = ProtoUtils.keyForProto(Failed.getDefaultInstance());

  interface Question<T> {
    T ask(BrokerBlockingStub master);
  }

  /** The largest reply there is: a 16 MiB message and what is around it. */
  private static final int REPLY_BYTES_MAX = 20 << 20;

  /** More than a cluster has; a bound on what hints can make us remember. */
  private static final int NODES_MAX = 32;

  /** A refused connection shows at once; a busy machine may take its time. */
  private static final Duration TOPOLOGY_MAX = Duration.ofSeconds(10);

  /** How long the others may take once one has answered. */
  private static final Duration OTHERS_MAX = Duration.ofMillis(500);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  private final String group;
  private final Duration patience;
  private final ChannelSecurity security;
  private final Map<NodeAddress, ManagedChannel> channels = new LinkedHashMap<>();

  /** Why a node did not say who is master, in brackets. */
  private final Map<NodeAddress, String> problems = new ConcurrentHashMap<>();

  /** Of the last answer: whom to ask first next time. */
  private @Nullable NodeAddress master;

  BrokerCalls(List<NodeAddress> nodes, String group, Duration patience, ChannelSecurity security) {
    this.security = security;
    this.group = group;
    this.patience = patience;
    nodes.forEach(this::add);
  }

  private void add(NodeAddress node) {
    if (channels.size() < NODES_MAX) {
      channels.computeIfAbsent(node, this::open);
    }
  }

  private ManagedChannel open(NodeAddress node) {
    return security
        .applyTo(NettyChannelBuilder.forAddress(node.host(), node.port()))
        .directExecutor()
        .disableRetry()
        .maxInboundMessageSize(REPLY_BYTES_MAX)
        .build();
  }

  /** Asks what changes nothing, and therefore again when the answer is lost. */
  <T> T read(Question<T> question) throws AdminException {
    return call(question, true);
  }

  /** Tells to do something, which is not repeated when it may be done. */
  <T> T command(Question<T> question) throws AdminException {
    return call(question, false);
  }

  private <T> T call(Question<T> question, boolean repeatable) throws AdminException {
    long endNanos = System.nanoTime() + patience.toNanos();
    AdminException problem;
    do {
      try {
        return question.ask(stub(findMaster()));
      } catch (StatusRuntimeException e) {
        problem = refusal(e, repeatable);
        if (!surelyNotDone(e) && !(repeatable && isConnectionLost(e))) {
          throw problem;
        }
        follow(e);
      } catch (NoMasterException e) {
        problem = e.problem;
        master = null;
      }
    } while (pauseUntil(endNanos));
    throw problem;
  }

  private static boolean pauseUntil(long endNanos) {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return System.nanoTime() - endNanos < 0;
  }

  private BrokerBlockingStub stub(NodeAddress node) {
    return BrokerGrpc.newBlockingStub(channel(node))
        .withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** gRPC by itself waits longer with every failure, and so for seconds after the node is back. */
  private ManagedChannel channel(NodeAddress node) {
    ManagedChannel channel = channels.computeIfAbsent(node, this::open);
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    return channel;
  }

  // ── who is master ──

  /** Nobody is, for now. */
  private static final class NoMasterException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient AdminException problem;

    NoMasterException(AdminException problem) {
      this.problem = problem;
    }
  }

  private NodeAddress findMaster() throws NoMasterException, AdminException {
    NodeAddress known = master;
    if (known != null) {
      return known;
    }
    List<Topology> views = topologies();
    long epoch = -1;
    NodeAddress found = null;
    for (Topology view : views) {
      for (Topology.Group reign : view.groups()) {
        NodeAddress named = view.nodes().get(reign.master());
        if (reign.name().equals(group) && named != null && reign.epoch() > epoch) {
          epoch = reign.epoch();
          found = named;
        }
      }
    }
    if (found == null) {
      AdminException problem = noMaster(views);
      if (problem.reason() == Reason.INVALID) {
        throw problem;
      }
      throw new NoMasterException(problem);
    }
    master = found;
    return found;
  }

  private AdminException noMaster(List<Topology> views) {
    List<Topology.Group> groups = views.stream().flatMap(view -> view.groups().stream()).toList();
    // Nodes that have just started may know of none.
    if (groups.isEmpty() || groups.stream().anyMatch(this::isOurs)) {
      return new AdminException(
          Kind.REFUSED,
          Reason.NO_QUORUM,
          "group %s has no master for now; asked: %s".formatted(group, nodes()),
          null);
    }
    String known =
        groups.stream()
            .map(Topology.Group::name)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new AdminException(
        Kind.REFUSED,
        Reason.INVALID,
        "expected one of the cluster's groups: %s, found '%s'".formatted(known, group),
        null);
  }

  private boolean isOurs(Topology.Group reign) {
    return reign.name().equals(group);
  }

  /** With what is wrong with each. */
  private String nodes() {
    return channels.keySet().stream()
        .map(node -> node + problems.getOrDefault(node, ""))
        .collect(Collectors.joining(", "));
  }

  /** What every node says that answers, which is one at least. */
  List<Topology> topologies() throws AdminException {
    List<CompletableFuture<Optional<TopologyReply>>> asked =
        List.copyOf(channels.keySet()).stream().map(this::topology).toList();
    awaitAnswers(asked);
    List<Topology> views = new ArrayList<>();
    for (CompletableFuture<Optional<TopologyReply>> answer : asked) {
      answer.getNow(Optional.empty()).map(BrokerMapping::topology).ifPresent(views::add);
    }
    if (views.isEmpty()) {
      throw new AdminException(
          Kind.UNREACHABLE,
          Reason.UNREACHABLE,
          "no node answers; asked: %s".formatted(nodes()),
          null);
    }
    views.forEach(view -> view.nodes().values().forEach(this::add));
    return views;
  }

  private static void awaitAnswers(List<CompletableFuture<Optional<TopologyReply>>> asked) {
    CompletableFuture<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    CompletableFuture<Void> one = new CompletableFuture<>();
    for (CompletableFuture<Optional<TopologyReply>> answer : asked) {
      var unused = answer.thenAccept(reply -> reply.ifPresent(any -> one.complete(null)));
    }
    var unused = all.thenRun(() -> one.complete(null));
    // The calls' own deadline ends this.
    one.join();
    all.completeOnTimeout(null, OTHERS_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private CompletableFuture<Optional<TopologyReply>> topology(NodeAddress node) {
    CompletableFuture<Optional<TopologyReply>> answer = new CompletableFuture<>();
    BrokerGrpc.newStub(channel(node))
        .withDeadlineAfter(TOPOLOGY_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .topology(
            TopologyRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(TopologyReply reply) {
                problems.remove(node);
                answer.complete(Optional.of(reply));
              }

              @Override
              public void onError(Throwable error) {
                Status status = Status.fromThrowable(error);
                problems.put(node, " (%s)".formatted(Failures.rootOf(status)));
                answer.complete(Optional.empty());
              }

              @Override
              public void onCompleted() {
                answer.complete(Optional.empty());
              }
            });
    return answer;
  }

  // ── refusals ──

  /** The next one to be asked: whom the refusal names, or whoever is found. */
  private void follow(StatusRuntimeException failure) {
    master =
        failed(failure)
            .filter(failed -> failed.getCode() == Failed.Code.NOT_MASTER)
            .flatMap(failed -> NodeAddress.tryParse(failed.getMasterAddress()))
            .filter(hint -> !hint.equals(master))
            .orElse(null);
  }

  private static Optional<Failed> failed(StatusRuntimeException failure) {
    return Optional.ofNullable(failure.getTrailers()).map(trailers -> trailers.get(FAILED));
  }

  private static boolean surelyNotDone(StatusRuntimeException failure) {
    return failed(failure)
        .map(
            failed ->
                switch (failed.getCode()) {
                  case NOT_MASTER, NOT_READY, OVERLOADED, NO_QUORUM -> true;
                  default -> false;
                })
        .orElse(failure.getStatus().getCause() instanceof ConnectException);
  }

  private static boolean isConnectionLost(StatusRuntimeException failure) {
    return failed(failure).isEmpty() && failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
  }

  private AdminException refusal(StatusRuntimeException failure, boolean repeatable) {
    Optional<Failed> failed = failed(failure);
    if (failed.isPresent()) {
      return refusal(failed.get(), failure);
    }
    Status status = failure.getStatus();
    boolean isCutOff =
        switch (status.getCode()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL -> true;
          default -> false;
        };
    if (isCutOff && !repeatable && !surelyNotDone(failure)) {
      return new AdminException(
          Kind.UNKNOWN,
          Reason.OUTCOME_UNKNOWN,
          "the answer of %s was lost, it may be done or not (%s); look before doing it again"
              .formatted(master, words(status)),
          failure);
    }
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      return new AdminException(
          Kind.REFUSED,
          Reason.NO_QUORUM,
          "group %s has no master for now: %s, which others name, does not answer (%s)"
              .formatted(group, master, Failures.rootOf(status)),
          failure);
    }
    return new AdminException(
        isCutOff ? Kind.UNREACHABLE : Kind.REFUSED,
        isCutOff ? Reason.UNREACHABLE : Reason.UNSPECIFIED,
        "%s: %s".formatted(master, words(status)),
        failure);
  }

  private static AdminException refusal(Failed failed, Throwable cause) {
    Reason reason = Failures.reason(failed.getCode());
    String detail = failed.getDetail().isEmpty() ? reason.toString() : failed.getDetail();
    String usage =
        failed.getLimit() == 0
            ? ""
            : " (limit %d, used %d)".formatted(failed.getLimit(), failed.getUsage());
    return reason == Reason.OUTCOME_UNKNOWN
        ? new AdminException(
            Kind.UNKNOWN,
            reason,
            "it may be done or not: %s; look before doing it again".formatted(detail),
            cause)
        : new AdminException(Kind.REFUSED, reason, detail + usage, cause);
  }

  private static String words(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> "no connection: " + Failures.rootOf(status);
      case DEADLINE_EXCEEDED -> "no answer within %d s".formatted(ANSWER_MAX.toSeconds());
      case UNIMPLEMENTED -> "does not know this call; is it a node of this version?";
      default ->
          "%s (%s)"
              .formatted(
                  status.getDescription() == null ? "no reason given" : status.getDescription(),
                  status.getCode());
    };
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
