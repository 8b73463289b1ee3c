package io.quorate.client.admin;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.admin.v1.AdminGrpc;
import io.quorate.proto.admin.v1.AppendReply;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.proto.admin.v1.Committed;
import io.quorate.proto.admin.v1.DigestReply;
import io.quorate.proto.admin.v1.DigestRequest;
import io.quorate.proto.admin.v1.GroupStatus;
import io.quorate.proto.admin.v1.KnownNode;
import io.quorate.proto.admin.v1.LogEntry;
import io.quorate.proto.admin.v1.ReadEntriesReply;
import io.quorate.proto.admin.v1.ReadEntriesRequest;
import io.quorate.proto.admin.v1.Refused;
import io.quorate.proto.admin.v1.StatusReply;
import io.quorate.proto.admin.v1.StatusRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that speaks the admin protocol and does what the test says. */
public final class FakeNode extends AdminGrpc.AdminImplBase {
  /** What it does with an append. */
  public enum Answer {
    COMMIT,
    NOT_READY,
    NOT_MASTER,
    TOO_LARGE,
    SILENCE
  }

  /** The log that nodes of one test share. */
  public static final class Log {
    private final List<ByteString> payloads = new CopyOnWriteArrayList<>();

    public List<ByteString> payloads() {
      return payloads;
    }

    private synchronized long append(ByteString payload) {
      payloads.add(payload);
      return payloads.size();
    }
  }

  private final int id;
  private final Log log;
  private final Server server;
  private volatile long masterEpoch;
  private volatile Answer answer = Answer.COMMIT;
  private volatile @Nullable FakeNode hint;
  private volatile @Nullable FakeNode known;
  private volatile long digest = 7;
  private final AtomicInteger received = new AtomicInteger();

  private FakeNode(int id, Log log, int port) throws IOException {
    this.id = id;
    this.log = log;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(this)
            .build()
            .start();
  }

  public static FakeNode start(int id, Log log) throws IOException {
    return start(id, log, 0);
  }

  static FakeNode start(int id, Log log, int port) throws IOException {
    return new FakeNode(id, log, port);
  }

  public NodeAddress address() {
    return new NodeAddress("127.0.0.1", server.getPort());
  }

  /** From now on it says that it is master of this epoch; 0: that it is none. */
  public FakeNode master(long epoch) {
    masterEpoch = epoch;
    return this;
  }

  FakeNode answering(Answer with) {
    answer = with;
    return this;
  }

  FakeNode hinting(FakeNode at) {
    hint = at;
    return this;
  }

  /** How many appends have arrived. */
  int received() {
    return received.get();
  }

  /** From now on it says that the other one is of its cluster. */
  public FakeNode knowing(FakeNode other) {
    known = other;
    return this;
  }

  public FakeNode digest(long value) {
    digest = value;
    return this;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusReply> reply) {
    long epoch = masterEpoch;
    GroupStatus.Builder group =
        GroupStatus.newBuilder()
            .setGroup("main")
            .setRole(epoch > 0 ? GroupStatus.Role.MASTER : GroupStatus.Role.REPLICA)
            .setOpen(epoch > 0)
            .setEpoch(epoch)
            .setFirstIndex(1)
            .setLastIndex(log.payloads.size())
            .setCommitIndex(log.payloads.size())
            .setAppliedIndex(log.payloads.size())
            .setExplanation(epoch > 0 ? "all is well" : "waits for \"a master\"");
    StatusReply.Builder status =
        StatusReply.newBuilder().setCluster("test").setNode(id).addGroups(group);
    FakeNode other = known;
    if (other != null) {
      status.addNodes(
          KnownNode.newBuilder().setNode(other.id).setClientAddress(other.address().toString()));
    }
    reply.onNext(status.build());
    reply.onCompleted();
  }

  @Override
  public StreamObserver<AppendRequest> appendEntries(StreamObserver<AppendReply> replies) {
    return new StreamObserver<>() {
      @Override
      public void onNext(AppendRequest request) {
        received.incrementAndGet();
        AppendReply reply = reply(request);
        if (reply != null) {
          replies.onNext(reply);
        }
      }

      @Override
      public void onError(Throwable t) {}

      @Override
      public void onCompleted() {
        replies.onCompleted();
      }
    };
  }

  private @Nullable AppendReply reply(AppendRequest request) {
    AppendReply.Builder reply = AppendReply.newBuilder().setRequest(request.getRequest());
    return switch (answer) {
      case COMMIT ->
          reply
              .setCommitted(
                  Committed.newBuilder()
                      .setEpoch(masterEpoch)
                      .setIndex(log.append(request.getPayload())))
              .build();
      case NOT_READY -> reply.setRefused(refusal(Refused.Reason.NOT_READY)).build();
      case NOT_MASTER -> reply.setRefused(refusal(Refused.Reason.NOT_MASTER)).build();
      case TOO_LARGE -> reply.setRefused(refusal(Refused.Reason.TOO_LARGE)).build();
      case SILENCE -> null;
    };
  }

  private Refused refusal(Refused.Reason reason) {
    FakeNode at = hint;
    String address = at == null ? "" : at.address().toString();
    return Refused.newBuilder().setReason(reason).setMasterAddress(address).build();
  }

  @Override
  public void readEntries(ReadEntriesRequest request, StreamObserver<ReadEntriesReply> replies) {
    for (int i = 0; i < log.payloads.size(); i++) {
      LogEntry entry =
          LogEntry.newBuilder()
              .setType(128)
              .setEpoch(1)
              .setIndex(i + 1)
              .setPayload(log.payloads.get(i))
              .build();
      replies.onNext(ReadEntriesReply.newBuilder().addEntries(entry).build());
    }
    replies.onCompleted();
  }

  @Override
  public void digest(DigestRequest request, StreamObserver<DigestReply> reply) {
    reply.onNext(
        DigestReply.newBuilder().setAppliedIndex(log.payloads.size()).setDigest(digest).build());
    reply.onCompleted();
  }

  /** As a killed process: all connections break. */
  public void kill() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
  }
}
