package io.quorate.replication.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that a peer opened and speaks on. One frame is asked for at a time, after the one before
 * was taken: a loop that is behind stops the peer's transport, and no thread waits for it. Called
 * by the transport's threads and the links' timer, hence the lock.
 */
final class IncomingStream extends ServerCall.Listener<Wire.Frame> {
  private static final Logger LOG = LoggerFactory.getLogger(IncomingStream.class);

  private final ServerCall<Wire.Frame, Wire.Frame> call;
  private final ReplicationService service;
  private final Presence presence;
  private final LinkSettings settings;
  private final Reassembly reassembly = new Reassembly();

  private volatile @Nullable Member peer;
  private @Nullable Envelope parked;
  private boolean closed;
  private long heardAtNanos = System.nanoTime();
  private long pingAtNanos = heardAtNanos;

  IncomingStream(
      ServerCall<Wire.Frame, Wire.Frame> call,
      ReplicationService service,
      Presence presence,
      LinkSettings settings) {
    this.call = call;
    this.service = service;
    this.presence = presence;
    this.settings = settings;
  }

  @Nullable Member peer() {
    return peer;
  }

  @Override
  public void onMessage(Wire.Frame frame) {
    Member admitted = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      heardAtNanos = System.nanoTime();
      try {
        if (peer == null) {
          admitted = greet(frame);
        } else {
          take(peer, frame);
        }
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        String what = Handshake.shown(e.toString());
        LOG.warn("peer {} sent what cannot be: {}", peer, what);
        refuse(Status.INVALID_ARGUMENT.withDescription(what));
      }
    }
    if (admitted != null) {
      // Not under the lock: other streams have theirs.
      service.admitted(this, admitted);
    }
  }

  private @Nullable Member greet(Wire.Frame frame) {
    if (!frame.hasHello()) {
      throw new IllegalArgumentException("a Hello expected, found " + frame.getKindCase());
    }
    Wire.Hello hello = frame.getHello();
    Status verdict = service.judge(call, hello);
    if (!verdict.isOk()) {
      refuse(verdict);
      return null;
    }
    Member caller = new Member(NodeId.of(hello.getNode()), hello.getIncarnation());
    peer = caller;
    call.sendHeaders(new Metadata());
    call.sendMessage(service.helloTo(caller.node()));
    call.request(1);
    return caller;
  }

  private void take(Member from, Wire.Frame frame) throws InvalidProtocolBufferException {
    switch (frame.getKindCase()) {
      case PING -> call.request(1);
      case ENVELOPE -> deliver(WireMessages.envelope(frame.getEnvelope(), from));
      case PART -> {
        Wire.Envelope whole = reassembly.add(frame.getPart());
        if (whole == null) {
          call.request(1);
        } else {
          deliver(WireMessages.envelope(whole, from));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "an envelope, a part or a ping expected, found " + frame.getKindCase());
    }
  }

  private void deliver(Envelope envelope) {
    if (presence.deliver(envelope) == Presence.Delivery.NO_ROOM) {
      parked = envelope;
    } else {
      parked = null;
      call.request(1);
    }
  }

  synchronized void tick(long now, boolean late) {
    if (closed) {
      return;
    }
    Envelope waiting = parked;
    if (waiting != null) {
      deliver(waiting);
    }
    if (late || waiting != null) {
      // Nothing can have been heard while we did not listen.
      heardAtNanos = now;
    }
    if (now - heardAtNanos > settings.silenceNanos()) {
      refuse(
          Status.UNAVAILABLE.withDescription(
              "silent for " + TimeUnit.NANOSECONDS.toMillis(now - heardAtNanos) + " ms"));
    } else if (peer != null && now - pingAtNanos >= settings.pingNanos() && call.isReady()) {
      pingAtNanos = now;
      call.sendMessage(Frames.PING);
    }
  }

  void refuse(Status status) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      parked = null;
      call.close(status, new Metadata());
    }
    service.ended(this, null);
  }

  @Override
  public void onHalfClose() {
    refuse(Status.OK);
  }

  @Override
  public void onCancel() {
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private void end() {
    synchronized (this) {
      closed = true;
      parked = null;
    }
    service.ended(this, peer);
  }
}
