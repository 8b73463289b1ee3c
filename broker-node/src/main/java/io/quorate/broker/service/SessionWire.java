package io.quorate.broker.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.DeadLetter;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.ClusterTopology;
import io.quorate.broker.session.ConnectRequest.ClientIdRule;
import io.quorate.broker.session.Consumer.TagRange;
import io.quorate.broker.session.Delivery;
import io.quorate.broker.session.SendReceipt;
import io.quorate.broker.session.SubscribeRequest;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Open;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Rejection;
import io.quorate.proto.client.v1.Subscribe;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Values of the client protocol as values of a session, and back. What a client left out gets its
 * default here; what makes no sense is refused with a text that says what was expected.
 */
final class SessionWire {
  static final long DEADLINE_MILLIS = 30_000;
  static final long DEADLINE_MILLIS_MAX = 600_000;
  private static final long CREDIT_BYTES = 16L << 20;
  private static final int ID_BYTES = 16;

  private SessionWire() {}

  // ── from the client ──

  static ProducerId id(String what, ByteString bytes) throws BrokerException {
    if (bytes.size() != ID_BYTES) {
      throw new BrokerException(
          Code.INVALID, what + ": " + ID_BYTES + " bytes were expected, found " + bytes.size());
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new ProducerId(buffer.getLong(), buffer.getLong());
  }

  static DestinationKind kind(Message.Kind kind) throws BrokerException {
    return switch (kind) {
      case QUEUE -> DestinationKind.QUEUE;
      case TOPIC -> DestinationKind.TOPIC;
      case UNRECOGNIZED ->
          throw new BrokerException(
              Code.UNSUPPORTED, "a kind of destination that this release does not know");
    };
  }

  static ClientIdRule rule(Open.ClientIdRule rule) throws BrokerException {
    return switch (rule) {
      case SHARED -> ClientIdRule.SHARED;
      case EXCLUSIVE -> ClientIdRule.EXCLUSIVE;
      case TAKEOVER -> ClientIdRule.TAKEOVER;
      case UNRECOGNIZED ->
          throw new BrokerException(
              Code.UNSUPPORTED, "a rule for client ids that this release does not know");
    };
  }

  static SequenceMode mode(OpenProducer.Mode mode) throws BrokerException {
    return switch (mode) {
      case CONTIGUOUS -> SequenceMode.CONTIGUOUS;
      case MONOTONE -> SequenceMode.MONOTONE;
      case UNRECOGNIZED ->
          throw new BrokerException(
              Code.UNSUPPORTED, "a way to number messages that this release does not know");
    };
  }

  static long deadline(int millis) throws BrokerException {
    if (Integer.compareUnsigned(millis, (int) DEADLINE_MILLIS_MAX) > 0) {
      throw new BrokerException(
          Code.INVALID,
          "a deadline of at most "
              + DEADLINE_MILLIS_MAX
              + " ms was expected, found "
              + Integer.toUnsignedString(millis));
    }
    return millis == 0 ? DEADLINE_MILLIS : millis;
  }

  static List<ByteBuffer> messages(List<ByteString> messages) {
    List<ByteBuffer> buffers = new ArrayList<>(messages.size());
    for (ByteString message : messages) {
      buffers.add(message.asReadOnlyByteBuffer());
    }
    return buffers;
  }

  static SubscribeRequest subscribe(Subscribe request) throws BrokerException {
    return new SubscribeRequest(
        kind(request.getKind()),
        request.getDestination(),
        request.getSelector(),
        request.getSubscription(),
        request.getDurable(),
        request.getShared(),
        request.getNoLocal(),
        request.getMode() == Subscribe.Mode.BROWSE,
        request.getPreSettled(),
        Integer.toUnsignedLong(request.getLockMillis()),
        bounded(request.getCreditMessages()),
        request.getCreditBytes() == 0 ? CREDIT_BYTES : bounded(request.getCreditBytes()));
  }

  /** An unsigned number of the wire as a signed one; what is above the range is its end. */
  static int bounded(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  static long bounded(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  static TagRange tags(io.quorate.proto.client.v1.Settlement settlement) throws BrokerException {
    long from = settlement.getFromTag();
    long to = settlement.getToTag() == 0 ? from : settlement.getToTag();
    if (from < 1 || to < from) {
      throw new BrokerException(
          Code.INVALID, "tags from 1 on, ascending, were expected, found " + from + " to " + to);
    }
    return new TagRange(
        from,
        to,
        outcome(settlement.getOutcome()),
        bounded(settlement.getDelayMillis()),
        settlement.getReason());
  }

  private static Settlement.Outcome outcome(io.quorate.proto.client.v1.Settlement.Outcome outcome)
      throws BrokerException {
    return switch (outcome) {
      case ACKNOWLEDGED -> Settlement.Outcome.ACKNOWLEDGED;
      case RELEASED -> Settlement.Outcome.RELEASED;
      case FAILED -> Settlement.Outcome.FAILED;
      case REJECTED -> Settlement.Outcome.REJECTED;
      case UNRECOGNIZED ->
          throw new BrokerException(Code.UNSUPPORTED, "an outcome that this release does not know");
    };
  }

  // ── to the client ──

  static Message.Kind kind(DestinationKind kind) {
    return kind == DestinationKind.QUEUE ? Message.Kind.QUEUE : Message.Kind.TOPIC;
  }

  static Confirmed.Builder confirmed(long request, SendReceipt receipt) {
    Confirmed.Builder confirmed =
        Confirmed.newBuilder()
            .setRequest(request)
            .setDurability(Confirmed.Durability.valueOf(receipt.durability().name()))
            .setEpoch(receipt.position().epoch())
            .setIndex(receipt.position().index())
            .setSyncedNodes(receipt.syncedNodes())
            .setDuplicates(receipt.duplicates());
    for (Applied.Rejected rejected : receipt.rejected()) {
      confirmed.addRejections(
          Rejection.newBuilder()
              .setOrdinal(rejected.ordinal())
              .setCode(Failed.Code.valueOf(rejected.reason().name()))
              .setDetail(rejected.detail()));
    }
    return confirmed;
  }

  static Failed failed(long request, BrokerException failure) {
    return Failed.newBuilder()
        .setRequest(request)
        .setCode(Failed.Code.valueOf(failure.code().name()))
        .setDetail(String.valueOf(failure.getMessage()))
        .setMasterAddress(failure.masterAddress())
        .setLimit(failure.limit())
        .setUsage(failure.usage())
        .build();
  }

  /** What a stage failed with; anything but a refusal is a fault of ours, and its outcome open. */
  static BrokerException failureOf(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof BrokerException refusal
        ? refusal
        : new BrokerException(Code.OUTCOME_UNKNOWN, "the node stumbled: " + cause);
  }

  static io.quorate.proto.client.v1.Delivery delivery(Delivery delivery) {
    io.quorate.proto.client.v1.Delivery.Builder wire =
        io.quorate.proto.client.v1.Delivery.newBuilder()
            .setTag(delivery.tag())
            // The entry's own bytes, which nobody changes.
            .setMessage(UnsafeByteOperations.unsafeWrap(delivery.message()))
            .setRedelivered(delivery.redelivered())
            .setAttempts(delivery.attempts())
            .setBrokerSequence(delivery.brokerSequence())
            .setStoredMillis(delivery.storedMillis())
            .setExpiresMillis(delivery.expiresMillis());
    DeadLetter deadLetter = delivery.deadLetter();
    if (deadLetter != null) {
      Address origin = deadLetter.origin();
      wire.setDeadLetter(
          io.quorate.proto.client.v1.DeadLetter.newBuilder()
              .setOrigin(origin.name())
              .setOriginKind(kind(origin.kind()))
              .setReason(deadLetter.reason())
              .setAttempts(deadLetter.attempts())
              .setDeadMillis(deadLetter.deadMillis()));
    }
    return wire.build();
  }

  static TopologyReply topology(ClusterTopology topology) {
    TopologyReply.Builder reply = TopologyReply.newBuilder().setCluster(topology.cluster());
    for (ClusterTopology.Reign reign : topology.groups()) {
      NodeId master = reign.master();
      reply.addGroups(
          TopologyReply.Group.newBuilder()
              .setName(reign.group().name())
              .setMaster(master == null ? 0 : master.number())
              .setEpoch(reign.epoch()));
    }
    topology
        .addresses()
        .forEach(
            (node, address) ->
                reply.addNodes(
                    TopologyReply.Node.newBuilder().setId(node.number()).setAddress(address)));
    return reply.build();
  }
}
