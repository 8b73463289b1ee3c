package io.quorate.broker.service;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.broker.config.NodeSettings;
import io.quorate.proto.admin.v1.AdminGrpc;
import io.quorate.proto.admin.v1.AppendReply;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.proto.admin.v1.DigestReply;
import io.quorate.proto.admin.v1.DigestRequest;
import io.quorate.proto.admin.v1.HandOverReply;
import io.quorate.proto.admin.v1.HandOverRequest;
import io.quorate.proto.admin.v1.ReadEntriesReply;
import io.quorate.proto.admin.v1.ReadEntriesRequest;
import io.quorate.proto.admin.v1.ReadmitReply;
import io.quorate.proto.admin.v1.ReadmitRequest;
import io.quorate.proto.admin.v1.StatusReply;
import io.quorate.proto.admin.v1.StatusRequest;
import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Clock;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Diagnosis and administration of this node: the bare log of its groups, without queues. */
public final class AdminService extends AdminGrpc.AdminImplBase {
  private static final long DIGEST_POLL_MILLIS = 20;
  private static final long DIGEST_SECONDS_MAX = 30;

  private final NodeSettings settings;
  private final Member self;
  private final SortedMap<GroupId, GroupAccess> groups;
  private final Clock clock;
  private final Executor readers;
  private final ScheduledExecutorService timer;
  private final Replies replies;

  /**
   * A service over these groups.
   *
   * @param readers for what may read the disk; bounded
   * @param timer for what is asked again a little later
   */
  public AdminService(
      NodeSettings settings,
      Member self,
      SortedMap<GroupId, GroupAccess> groups,
      Clock clock,
      Executor readers,
      ScheduledExecutorService timer) {
    this.settings = settings;
    this.self = self;
    this.groups = groups;
    this.clock = clock;
    this.readers = readers;
    this.timer = timer;
    this.replies = new Replies(settings.cluster().nodes());
  }

  @Override
  public StreamObserver<AppendRequest> appendEntries(StreamObserver<AppendReply> caller) {
    return new AppendCall(caller, this::find, replies, clock);
  }

  @Override
  public void readEntries(ReadEntriesRequest request, StreamObserver<ReadEntriesReply> caller) {
    GroupAccess group = find(request.getGroup());
    if (group == null) {
      caller.onError(unknownGroup(request.getGroup()));
      return;
    }
    ReadCall call =
        new ReadCall((ServerCallStreamObserver<ReadEntriesReply>) caller, group.log(), readers);
    ask(
        group,
        caller,
        status ->
            call.start(request.getFromIndex(), request.getEntriesMax(), status.appliedIndex()));
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusReply> caller) {
    List<CompletableFuture<GroupStatus>> statuses = new ArrayList<>();
    for (GroupAccess group : groups.values()) {
      if (request.getGroup().isEmpty() || request.getGroup().equals(group.group().name())) {
        statuses.add(group.loop().ask(GroupCore::status));
      }
    }
    if (statuses.isEmpty()) {
      caller.onError(unknownGroup(request.getGroup()));
      return;
    }
    var unused =
        CompletableFuture.allOf(statuses.toArray(CompletableFuture[]::new))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    caller.onError(stopping());
                    return;
                  }
                  StatusReply.Builder reply =
                      StatusReply.newBuilder()
                          .setCluster(settings.cluster().clusterName())
                          .setNode(self.node().number())
                          .setIncarnation(self.incarnation())
                          .addAllNodes(replies.knownNodes());
                  statuses.forEach(status -> reply.addGroups(Replies.status(status.join())));
                  answer(caller, reply.build());
                });
  }

  @Override
  public void readmit(ReadmitRequest request, StreamObserver<ReadmitReply> caller) {
    int node = request.getNode();
    if (node < 1 || node > 65_535 || !settings.cluster().nodes().contains(NodeId.of(node))) {
      caller.onError(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "node "
                      + Integer.toUnsignedString(node)
                      + " is not one of "
                      + settings.cluster().nodes().ids())
              .asRuntimeException());
      return;
    }
    withGroup(
        request.getGroup(),
        caller,
        group -> group.loop().readmit(NodeId.of(node), new ReadmitAnswer(caller)));
  }

  private final class ReadmitAnswer implements Proposal.Answer {
    private final StreamObserver<ReadmitReply> caller;

    ReadmitAnswer(StreamObserver<ReadmitReply> caller) {
      this.caller = caller;
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      reply(ReadmitReply.newBuilder().setCommitted(Replies.committed(position, syncedNodes)));
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      reply(ReadmitReply.newBuilder().setRefused(replies.refused(reason, master, detail)));
    }

    @Override
    public void unknown(String detail) {
      reply(ReadmitReply.newBuilder().setUnknown(Replies.unknown(detail)));
    }

    private void reply(ReadmitReply.Builder reply) {
      answer(caller, reply.build());
    }
  }

  @Override
  public void handOver(HandOverRequest request, StreamObserver<HandOverReply> caller) {
    withGroup(
        request.getGroup(),
        caller,
        group ->
            ask(
                group,
                caller,
                status -> {
                  if (status.open()) {
                    group.loop().handOver();
                  }
                  NodeId master = status.master();
                  answer(
                      caller,
                      HandOverReply.newBuilder()
                          .setBegun(status.open())
                          .setMaster(master == null ? 0 : master.number())
                          .build());
                }));
  }

  @Override
  public void digest(DigestRequest request, StreamObserver<DigestReply> caller) {
    Deadline asked = Context.current().getDeadline();
    Deadline longest = Deadline.after(DIGEST_SECONDS_MAX, TimeUnit.SECONDS);
    Deadline deadline = asked == null ? longest : asked.minimum(longest);
    withGroup(request.getGroup(), caller, group -> digest(group, request, caller, deadline));
  }

  /** Asks again until so much is applied, without holding a thread meanwhile. */
  private void digest(
      GroupAccess group,
      DigestRequest request,
      StreamObserver<DigestReply> caller,
      Deadline deadline) {
    ask(
        group,
        caller,
        status -> {
          if (Long.compareUnsigned(status.appliedIndex(), request.getAppliedIndex()) >= 0) {
            answer(
                caller,
                DigestReply.newBuilder()
                    .setAppliedIndex(status.appliedIndex())
                    .setDigest(status.digest())
                    .setChain(status.appliedChain())
                    .build());
          } else if (deadline.isExpired()) {
            caller.onError(
                Status.DEADLINE_EXCEEDED
                    .withDescription(
                        "applied up to "
                            + status.appliedIndex()
                            + ", asked for "
                            + request.getAppliedIndex())
                    .asRuntimeException());
          } else {
            var unused =
                timer.schedule(
                    () -> digest(group, request, caller, deadline),
                    DIGEST_POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
          }
        });
  }

  // ── finding and answering ──

  private @Nullable GroupAccess find(String name) {
    for (GroupAccess group : groups.values()) {
      if (group.group().name().equals(name)) {
        return group;
      }
    }
    return null;
  }

  private void withGroup(String name, StreamObserver<?> caller, Consumer<GroupAccess> action) {
    GroupAccess group = find(name);
    if (group == null) {
      caller.onError(unknownGroup(name));
    } else {
      action.accept(group);
    }
  }

  private RuntimeException unknownGroup(String name) {
    return Status.NOT_FOUND
        .withDescription("there is no group '" + name + "' here, but " + groups.keySet())
        .asRuntimeException();
  }

  /** Asks the group's loop; what it answers is dealt with there, so it must not block. */
  private static void ask(
      GroupAccess group, StreamObserver<?> caller, Consumer<GroupStatus> action) {
    var unused =
        group
            .loop()
            .ask(GroupCore::status)
            .whenComplete(
                (status, failure) -> {
                  if (failure != null) {
                    caller.onError(stopping());
                  } else {
                    action.accept(status);
                  }
                });
  }

  private static RuntimeException stopping() {
    return Status.UNAVAILABLE.withDescription("the node is stopping").asRuntimeException();
  }

  private static <T> void answer(StreamObserver<T> caller, T reply) {
    caller.onNext(reply);
    caller.onCompleted();
  }
}
