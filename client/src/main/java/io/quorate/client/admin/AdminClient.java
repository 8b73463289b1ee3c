package io.quorate.client.admin;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.internal.ChannelSecurity;
import io.quorate.client.internal.Failures;
import io.quorate.proto.admin.v1.AdminGrpc;
import io.quorate.proto.admin.v1.AppendReply;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.proto.admin.v1.DigestRequest;
import io.quorate.proto.admin.v1.HandOverReply;
import io.quorate.proto.admin.v1.HandOverRequest;
import io.quorate.proto.admin.v1.ReadEntriesReply;
import io.quorate.proto.admin.v1.ReadEntriesRequest;
import io.quorate.proto.admin.v1.ReadmitReply;
import io.quorate.proto.admin.v1.ReadmitRequest;
import io.quorate.proto.admin.v1.StatusReply;
import io.quorate.proto.admin.v1.StatusRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Speaks to one node. Every call blocks, for {@code timeout} at most but for the reading of the
 * log. Safe for many threads.
 */
public final class AdminClient implements AutoCloseable {
  /** The largest reply there is: a 16 MiB entry and what is around it. */
  private static final int REPLY_BYTES_MAX = 20 << 20;

  /** A log takes as long as it is; a node that stands still must not hold the reader for ever. */
  private static final int READ_MINUTES_MAX = 10;

  private final NodeAddress address;
  private final Duration timeout;
  private final ManagedChannel channel;

  /** Over a plain connection. */
  public AdminClient(NodeAddress address, Duration timeout) {
    this(address, timeout, ChannelSecurity.of(null));
  }

  /** Connects at the first call. */
  AdminClient(NodeAddress address, Duration timeout, ChannelSecurity security) {
    this.address = address;
    this.timeout = timeout;
    this.channel =
        security
            .applyTo(NettyChannelBuilder.forAddress(address.host(), address.port()))
            .directExecutor()
            .maxInboundMessageSize(REPLY_BYTES_MAX)
            .build();
  }

  public NodeAddress address() {
    return address;
  }

  public NodeStatus status() throws AdminException {
    return AdminMapping.status(
        address, call(() -> blocking().status(StatusRequest.getDefaultInstance())));
  }

  /**
   * Hands over committed entries in the order of the log.
   *
   * @param fromIndex 0: from the first one held
   * @param entriesMax 0: all that are committed by now
   */
  public void readEntries(String group, long fromIndex, long entriesMax, Consumer<LogEntry> entries)
      throws AdminException {
    ReadEntriesRequest request =
        ReadEntriesRequest.newBuilder()
            .setGroup(group)
            .setFromIndex(fromIndex)
            .setEntriesMax(entriesMax)
            .build();
    call(
        () -> {
          Iterator<ReadEntriesReply> replies =
              AdminGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(READ_MINUTES_MAX, TimeUnit.MINUTES)
                  .readEntries(request);
          replies.forEachRemaining(
              reply -> reply.getEntriesList().forEach(e -> entries.accept(AdminMapping.entry(e))));
          return true;
        });
  }

  /**
   * The state after an index.
   *
   * @param appliedIndex waited for until the client's time-out; 0: as it is now
   */
  public StateDigest digest(String group, long appliedIndex) throws AdminException {
    DigestRequest request =
        DigestRequest.newBuilder().setGroup(group).setAppliedIndex(appliedIndex).build();
    return AdminMapping.digest(call(() -> blocking().digest(request)));
  }

  /** Lets the disk that a node has now take part again. To be asked of the master. */
  public AppendOutcome readmit(String group, int node) throws AdminException {
    ReadmitRequest request = ReadmitRequest.newBuilder().setGroup(group).setNode(node).build();
    ReadmitReply reply = call(() -> blocking().readmit(request));
    return switch (reply.getOutcomeCase()) {
      case COMMITTED -> AdminMapping.confirmed(reply.getCommitted());
      case REFUSED -> AdminMapping.refused(reply.getRefused());
      case UNKNOWN -> AdminMapping.unknown(reply.getUnknown());
      case OUTCOME_NOT_SET -> new AppendOutcome.Unknown("the node's answer is of a newer version");
    };
  }

  /** Asks the master to let another node be master. True once it has begun. */
  public boolean handOver(String group) throws AdminException {
    HandOverRequest request = HandOverRequest.newBuilder().setGroup(group).build();
    HandOverReply reply = call(() -> blocking().handOver(request));
    return reply.getBegun();
  }

  /** Does not block; the observer is told on gRPC's threads. */
  void status(Duration deadline, StreamObserver<StatusReply> observer) {
    AdminGrpc.newStub(channel)
        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
        .status(StatusRequest.getDefaultInstance(), observer);
  }

  /** Does not block; the observer is told on gRPC's threads. */
  StreamObserver<AppendRequest> append(StreamObserver<AppendReply> observer) {
    return AdminGrpc.newStub(channel).appendEntries(observer);
  }

  /**
   * Dials again now if the last attempt failed. gRPC by itself waits longer with every failure, and
   * so for seconds after the node is back.
   */
  void redial() {
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  private AdminGrpc.AdminBlockingStub blocking() {
    redial();
    return AdminGrpc.newBlockingStub(channel)
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private <T> T call(Supplier<T> call) throws AdminException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw failure(e.getStatus(), e);
    }
  }

  private AdminException failure(io.grpc.Status status, Throwable cause) {
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new AdminException(
              Kind.UNREACHABLE,
              "no node answers at %s (%s); is it running, and is the address right?"
                  .formatted(address, Failures.rootOf(status)),
              cause);
      case DEADLINE_EXCEEDED ->
          new AdminException(
              Kind.UNREACHABLE,
              "no answer from %s within %d ms".formatted(address, timeout.toMillis()),
              cause);
      case UNIMPLEMENTED ->
          new AdminException(
              Kind.REFUSED, "what listens at %s does not know this call".formatted(address), cause);
      default ->
          new AdminException(
              Kind.REFUSED,
              "%s: %s"
                  .formatted(
                      address,
                      status.getDescription() == null ? status.getCode() : status.getDescription()),
              cause);
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
