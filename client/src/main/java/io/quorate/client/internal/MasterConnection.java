package io.quorate.client.internal;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.client.admin.NodeAddress;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Open;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One stream to a node that was named as master, from being opened to its end. On the loop. */
final class MasterConnection {
  interface Listener {
    void opened(MasterConnection connection);

    void writable(MasterConnection connection);

    /**
     * It is over; every answer that was still awaited has been told so.
     *
     * @param refusal the node's own reason, if it gave one
     */
    void ended(MasterConnection connection, String why, @Nullable Failed refusal);
  }

  /** Told once, one or the other. */
  @FunctionalInterface
  interface Answer {
    void answered(ServerFrame frame);

    default void lost(String why) {}
  }

  /** A consumer's side of the stream. */
  interface DeliveryListener {
    void delivered(Deliveries deliveries);

    void drained();

    void closed(Failed reason);
  }

  private final NodeAddress node;
  private final long claimedEpoch;
  private final Listener listener;
  private final Stream stream = new Stream();
  private final Map<Long, Answer> answers = new HashMap<>();
  private final Map<Integer, DeliveryListener> consumers = new HashMap<>();
  private @Nullable Opened opened;
  private long lastRequest;
  private long heardNanos;
  private boolean ended;

  /**
   * A connection that is not opened yet.
   *
   * @param claimedEpoch what made us believe that the node is master
   */
  MasterConnection(NodeAddress node, long claimedEpoch, long nowNanos, Listener listener) {
    this.node = node;
    this.claimedEpoch = claimedEpoch;
    this.heardNanos = nowNanos;
    this.listener = listener;
  }

  void open(Channel channel, Open open) {
    BrokerGrpc.newStub(channel).connect(stream);
    send(ClientFrame.newBuilder().setOpen(open).build());
  }

  NodeAddress node() {
    return node;
  }

  boolean isOpen() {
    return opened != null && !ended;
  }

  boolean wasOpen() {
    return opened != null;
  }

  /** What the node claims, and once it is open, what it is. */
  long epoch() {
    return opened == null ? claimedEpoch : opened.getEpoch();
  }

  Opened limits() {
    if (opened == null) {
      throw new IllegalStateException("expected an open connection to " + node);
    }
    return opened;
  }

  long heardNanos() {
    return heardNanos;
  }

  boolean awaitsAnswers() {
    return !answers.isEmpty();
  }

  /** False: what is large should wait for {@link Listener#writable}. */
  boolean isWritable() {
    return isOpen() && stream.requests != null && stream.requests.isReady();
  }

  /** Does nothing once the connection has ended. */
  void send(ClientFrame frame) {
    if (!ended && stream.requests != null) {
      stream.requests.onNext(frame);
    }
  }

  /** Sends a frame that is answered under the number it is given. */
  void ask(LongFunction<ClientFrame> frame, Answer answer) {
    if (ended) {
      answer.lost("the connection has ended");
      return;
    }
    long request = ++lastRequest;
    answers.put(request, answer);
    send(frame.apply(request));
  }

  void addConsumer(int consumer, DeliveryListener deliveries) {
    consumers.put(consumer, deliveries);
  }

  void removeConsumer(int consumer) {
    consumers.remove(consumer);
  }

  /** Says goodbye to a node that is well. */
  void complete() {
    if (!ended && stream.requests != null) {
      stream.requests.onCompleted();
      end("the client was closed", null);
    }
  }

  /** Gives up a node that may not be well. */
  void abandon(String why) {
    if (!ended) {
      end(why, null);
      if (stream.requests != null) {
        stream.requests.cancel(why, null);
      }
    }
  }

  private void end(String why, @Nullable Failed refusal) {
    if (ended) {
      return;
    }
    ended = true;
    List<Answer> open = new ArrayList<>(answers.values());
    answers.clear();
    consumers.clear();
    open.forEach(answer -> answer.lost(why));
    listener.ended(this, why, refusal);
  }

  private void take(ServerFrame frame) {
    heardNanos = System.nanoTime();
    switch (frame.getFrameCase()) {
      case OPENED -> {
        opened = frame.getOpened();
        listener.opened(this);
      }
      case FAILED -> failed(frame);
      case PRODUCER_OPENED -> answer(frame.getProducerOpened().getRequest(), frame);
      case CONFIRMED -> answer(frame.getConfirmed().getRequest(), frame);
      case SUBSCRIBED -> answer(frame.getSubscribed().getRequest(), frame);
      case SETTLED -> answer(frame.getSettled().getRequest(), frame);
      case TEMPORARY_CREATED -> answer(frame.getTemporaryCreated().getRequest(), frame);
      case DELIVERIES -> {
        DeliveryListener consumer = consumers.get(frame.getDeliveries().getConsumer());
        if (consumer != null) {
          consumer.delivered(frame.getDeliveries());
        }
      }
      case DRAINED -> {
        DeliveryListener consumer = consumers.get(frame.getDrained().getConsumer());
        if (consumer != null) {
          consumer.drained();
        }
      }
      case CONSUMER_CLOSED -> consumerClosed(frame);
      case FAREWELL -> farewell(frame.getFarewell().getReason());
      // A newer node's word that this client does not know and so did not ask for.
      case FRAME_NOT_SET -> {}
    }
  }

  private void failed(ServerFrame frame) {
    Failed failed = frame.getFailed();
    if (failed.getRequest() == 0) {
      farewell(failed);
    } else {
      answer(failed.getRequest(), frame);
    }
  }

  private void answer(long request, ServerFrame frame) {
    Answer answer = answers.remove(request);
    if (answer != null) {
      answer.answered(frame);
    }
  }

  private void consumerClosed(ServerFrame frame) {
    long request = frame.getConsumerClosed().getRequest();
    DeliveryListener consumer = consumers.remove(frame.getConsumerClosed().getConsumer());
    if (request != 0) {
      answer(request, frame);
    } else if (consumer != null) {
      consumer.closed(frame.getConsumerClosed().getReason());
    }
  }

  private void farewell(Failed reason) {
    end("%s said: %s".formatted(node, Failures.of(reason).getMessage()), reason);
    if (stream.requests != null) {
      stream.requests.cancel("the node ended the connection", null);
    }
  }

  /** What gRPC calls, on the loop as everything else. */
  private final class Stream implements ClientResponseObserver<ClientFrame, ServerFrame> {
    private @Nullable ClientCallStreamObserver<ClientFrame> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<ClientFrame> call) {
      requests = call;
      call.setOnReadyHandler(() -> listener.writable(MasterConnection.this));
    }

    @Override
    public void onNext(ServerFrame frame) {
      if (!ended) {
        take(frame);
      }
    }

    @Override
    public void onError(Throwable error) {
      Status status = Status.fromThrowable(error);
      String detail = status.getDescription() == null ? "" : ", " + status.getDescription();
      end("the connection to %s broke: %s%s".formatted(node, status.getCode(), detail), null);
    }

    @Override
    public void onCompleted() {
      end("%s ended the connection without a word".formatted(node), null);
    }
  }
}
