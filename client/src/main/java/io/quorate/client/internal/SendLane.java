package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Durability;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.internal.Endings.Ended;
import io.quorate.client.internal.ProducerWindow.Batch;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CloseProducer;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.Rejection;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a {@link ProducerWindow} decides: opens the producer on each new connection,
 * sends batches, repeats, and tells the callers. On the loop, but for {@link #send}.
 */
final class SendLane implements MasterLink.Member {
  /** Measured against more and fewer: enough to keep a disk busy while answers travel. */
  private static final int BATCHES_MAX = 8;

  private static final Duration RETRY_PAUSE_MIN = Duration.ofMillis(20);
  private static final Duration RETRY_PAUSE_MAX = Duration.ofSeconds(1);

  /** After a refusal to know the producer, as when too many are known. */
  private static final Duration OPEN_PAUSE = Duration.ofMillis(200);

  /** For messages whose callers have long been told that nobody knows. */
  private static final int DEADLINE_MILLIS_DEFAULT = 30_000;

  private final MasterLink link;
  private final boolean isVolatile;
  private final ProducerOptions options;
  private final Executor callbacks;
  private final IntConsumer releaseBytes;
  private final ProducerWindow window;
  private final HandOver<PendingSend> handOver;
  private @Nullable MasterConnection connection;
  private boolean opening;
  private long openNanos = System.nanoTime();
  private @Nullable QuorateException openRefusal;

  /** Known on this connection; others that were are of no use any more. */
  private ByteString openIdentity = ByteString.EMPTY;

  private @Nullable String closedWhy;

  /**
   * A lane of its own numbers.
   *
   * @param callbacks where futures complete that others may hang on; keeps order
   * @param releaseBytes told what messages that are gone had cost
   */
  SendLane(
      ClientLoop loop,
      MasterLink link,
      boolean isVolatile,
      ProducerOptions options,
      Supplier<ByteString> identities,
      Executor callbacks,
      IntConsumer releaseBytes) {
    this.link = link;
    this.isVolatile = isVolatile;
    this.options = options;
    this.callbacks = callbacks;
    this.releaseBytes = releaseBytes;
    this.window =
        new ProducerWindow(
            isVolatile,
            limits(options.batchBytesMax(), options.batchMessagesMax(), Integer.MAX_VALUE),
            identities);
    this.handOver = new HandOver<>(loop, window::add, this::advance);
    loop.execute(() -> link.join(this));
  }

  private static ProducerWindow.Limits limits(int bytesMax, int messagesMax, int destinationsMax) {
    return new ProducerWindow.Limits(bytesMax, messagesMax, destinationsMax, BATCHES_MAX);
  }

  /** From any thread. Its future completes by its deadline, or shortly after. */
  void send(PendingSend send) {
    handOver.offer(send);
  }

  @Override
  public void up(MasterConnection to) {
    connection = to;
    Opened opened = to.limits();
    window.limit(
        limits(
            Math.min(options.batchBytesMax(), positive(opened.getBatchBytesMax())),
            Math.min(options.batchMessagesMax(), positive(opened.getBatchMessagesMax())),
            positive(opened.getBatchDestinationsMax())));
    advance();
  }

  /** 0 on the wire: nothing was said. */
  private static int positive(int limit) {
    return limit <= 0 ? Integer.MAX_VALUE : limit;
  }

  @Override
  public void down(String why) {
    connection = null;
    opening = false;
    openIdentity = ByteString.EMPTY;
    window.connectionLost();
    tellEnded();
  }

  @Override
  public void writable() {
    advance();
  }

  @Override
  public void tick(long nowNanos) {
    window.expire(nowNanos, this::whyNotSent);
    advance();
  }

  private QuorateException whyNotSent() {
    if (connection == null) {
      return new RetryLaterException(Reason.UNREACHABLE, link.state());
    }
    QuorateException refused = openRefusal;
    return refused == null
        ? new RetryLaterException(Reason.TIMED_OUT, "messages before it were still on their way")
        : refused;
  }

  @Override
  public void closed(String why) {
    closedWhy = why;
    advance();
  }

  /** The producer's end, with the connection left to others. */
  void close() {
    link.leave(this);
    if (connection != null) {
      closeProducer(connection);
    }
    closed("the producer was closed");
  }

  private void closeProducer(MasterConnection to) {
    if (!openIdentity.isEmpty()) {
      to.send(
          ClientFrame.newBuilder()
              .setCloseProducer(CloseProducer.newBuilder().setProducerId(openIdentity))
              .build());
    }
  }

  private void advance() {
    if (closedWhy != null) {
      window.close(closedWhy);
    } else if (connection != null) {
      advance(connection);
    }
    tellEnded();
  }

  private void advance(MasterConnection to) {
    if (window.wantsOpening()) {
      open(to);
      return;
    }
    long now = System.nanoTime();
    while (to.isWritable()) {
      Batch batch = window.nextBatch(now);
      if (batch == null) {
        break;
      }
      send(to, batch, now);
    }
    // The window may have taken a new identity.
    if (window.wantsOpening()) {
      open(to);
    }
  }

  private void open(MasterConnection to) {
    // Nobody is made known before there is something to send.
    if (opening || window.isEmpty() || System.nanoTime() - openNanos < 0) {
      return;
    }
    opening = true;
    if (!openIdentity.equals(window.identity())) {
      closeProducer(to);
      openIdentity = window.identity();
    }
    OpenProducer.Builder frame =
        OpenProducer.newBuilder()
            .setProducerId(window.identity())
            .setMode(isVolatile ? OpenProducer.Mode.MONOTONE : OpenProducer.Mode.CONTIGUOUS);
    to.ask(
        request -> ClientFrame.newBuilder().setOpenProducer(frame.setRequest(request)).build(),
        this::producerOpened);
  }

  private void producerOpened(ServerFrame frame) {
    opening = false;
    MasterConnection from = connection;
    if (from == null) {
      return;
    }
    openRefusal = null;
    if (frame.hasProducerOpened()) {
      window.opened(from.epoch(), frame.getProducerOpened().getLastSequence());
      advance();
      return;
    }
    if (frame.getFailed().getCode() == Failed.Code.NOT_MASTER) {
      link.suspect(frame.getFailed());
    }
    openRefusal = Failures.of(frame.getFailed());
    openNanos = System.nanoTime() + OPEN_PAUSE.toNanos();
  }

  private void send(MasterConnection to, Batch batch, long nowNanos) {
    Send.Builder frame =
        Send.newBuilder()
            .setProducerId(window.identity())
            .setFirstSequence(batch.first())
            .setDeadlineMillis(deadlineMillis(batch, nowNanos));
    for (PendingSend send : batch.sends()) {
      frame.addMessages(send.bytes);
    }
    to.ask(
        request -> ClientFrame.newBuilder().setSend(frame.setRequest(request)).build(),
        answer -> answered(batch, answer));
  }

  private static int deadlineMillis(Batch batch, long nowNanos) {
    for (PendingSend send : batch.sends()) {
      if (!send.isTold()) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(send.deadlineNanos - nowNanos);
        // A little less than we have ourselves, so that the node's own answer comes in time.
        return (int) Math.max(1, leftMillis * 9 / 10);
      }
    }
    return DEADLINE_MILLIS_DEFAULT;
  }

  private void answered(Batch batch, ServerFrame frame) {
    if (frame.hasConfirmed()) {
      confirmed(batch, frame.getConfirmed());
    } else {
      failed(batch, frame.getFailed());
    }
    advance();
  }

  private void confirmed(Batch batch, Confirmed confirmed) {
    Map<Integer, QuorateException> rejections = new HashMap<>();
    for (Rejection rejection : confirmed.getRejectionsList()) {
      // These two are of the producer and so of all its messages.
      if (rejection.getCode() == Failed.Code.PRODUCER_EXPIRED
          || rejection.getCode() == Failed.Code.SEQUENCE_GAP) {
        failed(
            batch,
            Failed.newBuilder()
                .setCode(rejection.getCode())
                .setDetail(rejection.getDetail())
                .build());
        return;
      }
      rejections.put(rejection.getOrdinal(), Failures.of(rejection));
    }
    window.confirmed(batch.first(), confirmation(confirmed), rejections);
  }

  private static Confirmation confirmation(Confirmed confirmed) {
    boolean isMemory = confirmed.getDurability() == Confirmed.Durability.MEMORY;
    return new Confirmation(
        isMemory ? Durability.MEMORY : Durability.QUORUM_DISK,
        confirmed.getEpoch(),
        confirmed.getIndex(),
        confirmed.getSyncedNodes(),
        confirmed.getDuplicates() > 0);
  }

  private void failed(Batch batch, Failed failed) {
    long now = System.nanoTime();
    long retryNanos = now + retryPause(failed).toNanos();
    QuorateException why = Failures.of(failed);
    switch (failed.getCode()) {
      case SEQUENCE_GAP -> window.gap(batch.first(), why, retryNanos);
      case PRODUCER_EXPIRED -> window.expired(batch.first(), why, retryNanos);
      case NOT_MASTER -> {
        window.refusedForNow(batch.first(), why, retryNanos);
        link.suspect(failed);
      }
      default -> {
        if (why instanceof OutcomeUnknownException) {
          window.unknown(batch.first(), why, retryNanos);
        } else if (why.retryable()) {
          window.refusedForNow(batch.first(), why, retryNanos);
        } else {
          window.refusedForGood(batch.first(), why, now);
        }
      }
    }
  }

  private static Duration retryPause(Failed failed) {
    Duration advised = Duration.ofMillis(failed.getRetryAfterMillis());
    if (advised.compareTo(RETRY_PAUSE_MIN) < 0) {
      return RETRY_PAUSE_MIN;
    }
    return advised.compareTo(RETRY_PAUSE_MAX) > 0 ? RETRY_PAUSE_MAX : advised;
  }

  private void tellEnded() {
    List<Ended> ended = window.takeEnded();
    if (ended.isEmpty()) {
      return;
    }
    List<Ended> others = new ArrayList<>();
    for (Ended end : ended) {
      if (end.isGone()) {
        releaseBytes.accept(end.send().cost());
      }
      // Only our own waiting thread hangs on it: no reason to trouble another one.
      if (end.send().hasCallbacks || end.send().isTold()) {
        others.add(end);
      } else {
        tell(end);
      }
    }
    if (!others.isEmpty()) {
      callbacks.execute(() -> others.forEach(SendLane::tell));
    }
  }

  private static void tell(Ended end) {
    OutcomeUnknownException told = end.send().told;
    finish(told != null && end.isGone() ? told.resolution() : end.send().future, end);
    // Nothing more can be learnt of it.
    if (end.isGone() && end.failure() instanceof OutcomeUnknownException unknown) {
      unknown.resolution().completeExceptionally(unknown);
    }
  }

  private static void finish(CompletableFuture<Confirmation> future, Ended end) {
    QuorateException failure = end.failure();
    if (failure == null) {
      future.complete(end.confirmation());
    } else {
      future.completeExceptionally(failure);
    }
  }
}
