package io.quorate.replication.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.proto.replication.v1.ReplicationGrpc;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.model.Member;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer: a channel that is kept warm and one stream on it, opened anew as soon as it
 * breaks. Senders enqueue and write as long as the transport takes more; the rest is written when
 * it says so. Ticked by the links' timer.
 */
final class OutgoingLink {
  private static final Logger LOG = LoggerFactory.getLogger(OutgoingLink.class);

  /** Right after a break the peer's listening socket may outlive its connections by a moment. */
  private static final long EAGER_DIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long CALM_DIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Whoever says that we do not belong to him will not change his mind within milliseconds. */
  private static final long REFUSED_REDIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What the transport may hold beyond what it has sent: enough to keep it busy between two calls.
   */
  private static final int TRANSPORT_BYTES = 256 << 10;

  /** Before what the operating system said when a call failed. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private static final int REASON_CHARS_MAX = 100;

  private final PeerAddress address;
  private final ManagedChannel channel;
  private final Supplier<Handshake> handshake;
  private final Presence presence;
  private final PlainDial plainDial;
  private final LinkSettings settings;
  private final OutboundQueue queue;
  private final LongAdder dropped = new LongAdder();
  private final SaidOnce trouble = new SaidOnce(LOG, 1);

  private volatile @Nullable Conversation conversation;
  private volatile boolean closed;
  private volatile String clientAddress = "";
  private long redialAtNanos;
  private long brokenAtNanos;
  private long plainDialAtNanos;

  OutgoingLink(
      PeerAddress address,
      ManagedChannel channel,
      Supplier<Handshake> handshake,
      Presence presence,
      PlainDial plainDial,
      LinkSettings settings) {
    this.address = address;
    this.channel = channel;
    this.handshake = handshake;
    this.presence = presence;
    this.plainDial = plainDial;
    this.settings = settings;
    this.queue = new OutboundQueue(settings.outboundBytesMax());
    long now = System.nanoTime();
    this.redialAtNanos = now;
    this.brokenAtNanos = now;
    this.plainDialAtNanos = now;
  }

  /** Never blocks and never throws. What finds no connection or no room is dropped and counted. */
  void send(Wire.Envelope envelope) {
    Conversation current = conversation;
    if (current == null || current.peer == null) {
      dropped.increment();
      return;
    }
    if (envelope.getSerializedSize() > Frames.ENVELOPE_BYTES_MAX) {
      trouble.warn(
          "a message of %d bytes to %s: at most %d can be sent"
              .formatted(envelope.getSerializedSize(), address, Frames.ENVELOPE_BYTES_MAX));
      dropped.increment();
      return;
    }
    if (queue.offer(envelope)) {
      current.baton.run();
    } else {
      dropped.increment();
    }
  }

  long droppedMessages() {
    return dropped.sum();
  }

  long queuedBytes() {
    return queue.bytes();
  }

  /** Where the peer said that clients reach it; empty if it never said so. */
  String clientAddress() {
    return clientAddress;
  }

  boolean isConnected() {
    Conversation current = conversation;
    return current != null && current.peer != null;
  }

  /**
   * @param late the timer itself was stopped for a while: nobody may be judged by its silence now
   */
  synchronized void tick(long now, boolean late) {
    if (closed) {
      return;
    }
    Conversation current = conversation;
    if (current == null) {
      if (now - redialAtNanos >= 0) {
        open(now);
      }
    } else if (late) {
      current.heardAtNanos = now;
    } else {
      current.tick(now);
    }
    seekRefusal(now);
  }

  /**
   * The channel on its own would wait longer after each failure, up to minutes. A call that does
   * not wait for it says why there is no connection.
   */
  private void open(long now) {
    channel.resetConnectBackoff();
    Conversation next = new Conversation(now);
    conversation = next;
    next.start();
  }

  /** Silence is no proof of death, a refused connection is. */
  private void seekRefusal(long now) {
    Member gone = isConnected() ? null : presence.known(address.node());
    if (closed || gone == null || now - plainDialAtNanos < 0) {
      return;
    }
    boolean eager = now - brokenAtNanos < EAGER_DIAL_NANOS;
    plainDialAtNanos = now + (eager ? 0 : CALM_DIAL_NANOS);
    plainDial.ifRefused(address, () -> presence.refused(gone));
  }

  /** A stream with this peer broke, whichever side had opened it: look at once. */
  synchronized void seekRefusalNow() {
    brokenAtNanos = System.nanoTime();
    plainDialAtNanos = brokenAtNanos;
    seekRefusal(brokenAtNanos);
  }

  private synchronized void ended(Conversation which, Status status) {
    if (which != conversation) {
      return;
    }
    conversation = null;
    queue.clear();
    boolean unwelcome =
        status.getCode() == Status.Code.PERMISSION_DENIED
            || status.getCode() == Status.Code.FAILED_PRECONDITION;
    redialAtNanos = System.nanoTime() + (unwelcome ? REFUSED_REDIAL_NANOS : settings.redialNanos());
    if (closed) {
      return;
    }
    trouble.warn("no connection to %s: %s".formatted(address, reason(status)));
    Member peer = which.peer;
    if (peer != null) {
      presence.disconnected(peer);
      seekRefusalNow();
    }
  }

  private static String reason(Status status) {
    Throwable root = status.getCause();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    String said = firstLine(status.getDescription(), status.getCode().name());
    return root == null ? said : said + " (" + firstLine(root.getMessage(), root.toString()) + ")";
  }

  /** What follows is the transport's insides, in bytes and different each time. */
  private static String firstLine(@Nullable String text, String otherwise) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    String line = SYSTEM_CALL.matcher(text.strip().lines().findFirst().get()).replaceFirst("");
    return line.substring(0, Math.min(line.length(), REASON_CHARS_MAX));
  }

  void close() {
    Conversation current;
    synchronized (this) {
      closed = true;
      current = conversation;
    }
    if (current != null) {
      current.giveUp("this node stops");
    }
    channel.shutdownNow();
  }

  void awaitEnd(long nanos) throws InterruptedException {
    channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  /** One stream, from the attempt to open it to its end. */
  private final class Conversation extends ClientCall.Listener<Wire.Frame> {
    private final ClientCall<Wire.Frame, Wire.Frame> call =
        channel.newCall(
            ReplicationGrpc.getConverseMethod(),
            CallOptions.DEFAULT.withOnReadyThreshold(TRANSPORT_BYTES));
    private final Baton baton = new Baton(this::write);
    private volatile long heardAtNanos;
    private volatile @Nullable Member peer;
    private volatile @Nullable String givenUp;
    private volatile boolean pingDue;
    private long pingAtNanos;
    private boolean cancelled;

    Conversation(long now) {
      this.heardAtNanos = now;
      this.pingAtNanos = now;
    }

    void start() {
      call.start(this, new Metadata());
      call.request(1);
      call.sendMessage(handshake.get().helloTo(address.node()));
    }

    void tick(long now) {
      if (now - heardAtNanos > settings.silenceNanos()) {
        // The connection may be half open: a new stream on the same one would be as silent.
        giveUp(
            "no word from it for "
                + TimeUnit.NANOSECONDS.toMillis(settings.silenceNanos())
                + " ms");
        channel.enterIdle();
      } else if (peer != null && now - pingAtNanos >= settings.pingNanos()) {
        pingAtNanos = now;
        pingDue = true;
        baton.run();
      }
    }

    void giveUp(String why) {
      givenUp = why;
      baton.run();
    }

    /** Runs under the baton: a call takes one thread at a time. */
    private void write() {
      if (cancelled) {
        return;
      }
      String why = givenUp;
      if (why != null) {
        cancel(why, null);
        return;
      }
      try {
        writeWhileReady();
      } catch (RuntimeException e) {
        LOG.warn("sending to {} failed", address, e);
        cancel("sending failed", e);
      }
    }

    private void writeWhileReady() {
      while (peer != null && call.isReady()) {
        Wire.Frame next = nextFrame();
        if (next == null) {
          return;
        }
        call.sendMessage(next);
      }
    }

    private Wire.@Nullable Frame nextFrame() {
      if (pingDue) {
        pingDue = false;
        return Frames.PING;
      }
      return queue.poll();
    }

    private void cancel(String why, @Nullable Throwable cause) {
      cancelled = true;
      call.cancel(why, cause);
    }

    @Override
    public void onMessage(Wire.Frame frame) {
      heardAtNanos = System.nanoTime();
      if (frame.hasHello() && peer == null) {
        greeted(frame.getHello());
      }
      call.request(1);
    }

    private void greeted(Wire.Hello hello) {
      Status verdict = handshake.get().judgeAnswer(hello, address.node());
      if (!verdict.isOk()) {
        trouble.warn("no connection to %s: %s".formatted(address, verdict.getDescription()));
        giveUp("refused");
        return;
      }
      Member met = new Member(address.node(), hello.getIncarnation());
      synchronized (OutgoingLink.this) {
        if (conversation != this) {
          return;
        }
        queue.clear();
        peer = met;
      }
      clientAddress = Handshake.shown(hello.getClientAddress());
      trouble.forget();
      presence.connected(met);
    }

    @Override
    public void onReady() {
      baton.run();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended(this, status);
    }
  }
}
