package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Durability;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.Settlement;
import io.quorate.client.internal.CommitIdentities.CommitIdentity;
import io.quorate.client.internal.SettleQueue.TagRange;
import io.quorate.proto.client.v1.Begin;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Commit;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Rollback;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One commit, through as many connections as it takes. Sends and acknowledgements are noted under a
 * transaction, then committed under one number of a producer, which is taken once for ever. So a
 * commit in doubt is repeated under the same number; where it cannot be repeated, because what it
 * acknowledges is gone with a connection, an empty one under that number tells what became of it.
 * On the loop.
 */
final class CommitRun implements MasterLink.Member {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CHUNK_MESSAGES = 8_192;
  private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

  /** As long as a window asks for messages after their deadline. */
  private static final long ASKING_NANOS = Duration.ofMinutes(4).toNanos();

  private final FailoverClient client;
  private final MasterLink link;
  private final List<ByteString> messages;
  private final List<Receipt> receipts;
  private final long deadlineNanos;
  private final CompletableFuture<Confirmation> future;

  private CommitIdentity identity;
  private @Nullable MasterConnection connection;

  /** Answers to earlier attempts are of no meaning. */
  private int attempt;

  private boolean isBusy;
  private boolean isCommitSent;

  /** A commit frame went unanswered, or was answered so. */
  private boolean isInDoubt;

  /** From then on the number may be taken without the commit. */
  private boolean wasEmptyOneSent;

  private long number;
  private int notes;
  private long retryNanos = System.nanoTime();
  private @Nullable QuorateException refusal;
  private @Nullable OutcomeUnknownException told;
  private boolean isOver;

  CommitRun(
      FailoverClient client,
      List<ByteString> messages,
      List<Receipt> receipts,
      long deadlineNanos,
      CommitIdentity identity,
      CompletableFuture<Confirmation> future) {
    this.client = client;
    this.link = client.link();
    this.messages = messages;
    this.receipts = receipts;
    this.deadlineNanos = deadlineNanos;
    this.identity = identity;
    this.future = future;
  }

  void start() {
    link.join(this);
  }

  // ── the connection ──

  @Override
  public void up(MasterConnection to) {
    connection = to;
    if (!isOver) {
      begin(to);
    }
  }

  @Override
  public void down(String why) {
    connection = null;
    isInDoubt |= isCommitSent;
    settleAttempt();
  }

  @Override
  public void tick(long nowNanos) {
    if (!isOver && nowNanos - deadlineNanos >= 0) {
      expire(nowNanos);
    }
    MasterConnection to = connection;
    if (!isOver && !isBusy && to != null && nowNanos - retryNanos >= 0) {
      begin(to);
    }
  }

  private void expire(long nowNanos) {
    if (!isInDoubt && !isCommitSent) {
      rollBack();
      end(null, notCommitted());
    } else if (nowNanos - deadlineNanos > ASKING_NANOS) {
      end(null, unknown("no answer from any master long after the deadline"));
    } else if (told == null) {
      told =
          new OutcomeUnknownException(
              Reason.TIMED_OUT, "no answer to the commit by the deadline; " + link.state());
      future.completeExceptionally(told);
    }
  }

  private QuorateException notCommitted() {
    QuorateException last = refusal;
    return last == null
        ? new RetryLaterException(Reason.TIMED_OUT, link.state())
        : new RetryLaterException(
            last.reason(),
            "%s; tried until the deadline".formatted(last.detail()),
            last.limit(),
            last.retryAfter().toMillis());
  }

  @Override
  public void closed(String why) {
    end(
        null,
        isInDoubt || isCommitSent ? unknown(why) : new NotStoredException(Reason.CLOSED, why));
  }

  private static OutcomeUnknownException unknown(String why) {
    return new OutcomeUnknownException(Reason.OUTCOME_UNKNOWN, why);
  }

  // ── an attempt: make the producer known, note, commit ──

  private void begin(MasterConnection to) {
    if (!isInDoubt && receipts.stream().anyMatch(receipt -> !receipt.session().isOf(to))) {
      end(
          null,
          new RetryLaterException(
              Reason.TRANSACTION_ROLLED_BACK,
              "the connection is gone over which it received what it acknowledges"));
      return;
    }
    isBusy = true;
    attempt++;
    if (identity.openOn == to) {
      note(to);
    } else {
      open(to);
    }
  }

  private void settleAttempt() {
    attempt++;
    isBusy = false;
    isCommitSent = false;
  }

  private void retry(QuorateException why) {
    refusal = why;
    settleAttempt();
    retryNanos = System.nanoTime() + RETRY_NANOS;
  }

  private void open(MasterConnection to) {
    OpenProducer.Builder frame =
        OpenProducer.newBuilder().setProducerId(identity.id).setMode(OpenProducer.Mode.CONTIGUOUS);
    ask(
        to,
        request -> ClientFrame.newBuilder().setOpenProducer(frame.setRequest(request)).build(),
        answer -> opened(to, answer));
  }

  private void opened(MasterConnection to, ServerFrame answer) {
    if (!answer.hasProducerOpened()) {
      retry(Failures.of(answer.getFailed()));
    } else if (answer.getProducerOpened().getLastSequence() < identity.last) {
      forgotten();
    } else {
      identity.openOn = to;
      note(to);
    }
  }

  /** The broker does not remember the producer, and so not what became of its commits. */
  private void forgotten() {
    if (isInDoubt) {
      end(null, unknown("the broker has forgotten the producer of the commit"));
    } else {
      identity = client.commitIdentities().fresh();
      settleAttempt();
    }
  }

  private void note(MasterConnection to) {
    number = client.nextTransaction();
    notes = 0;
    to.send(ClientFrame.newBuilder().setBegin(Begin.newBuilder().setTransaction(number)).build());
    // In doubt and with acknowledgements: only the number is at stake, see above.
    if (!isInDoubt || receipts.isEmpty()) {
      chunks().forEach(chunk -> noteMessages(to, chunk));
      receiptsBySession().forEach((session, own) -> noteSettlements(to, session, own));
    }
    if (notes == 0) {
      commit(to);
    }
  }

  private List<List<ByteString>> chunks() {
    List<List<ByteString>> chunks = new ArrayList<>();
    List<ByteString> chunk = new ArrayList<>();
    long bytes = 0;
    for (ByteString message : messages) {
      if (!chunk.isEmpty()
          && (bytes + message.size() > CHUNK_BYTES || chunk.size() == CHUNK_MESSAGES)) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(message);
      bytes += message.size();
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private void noteMessages(MasterConnection to, List<ByteString> chunk) {
    Send.Builder frame =
        Send.newBuilder()
            .setProducerId(identity.id)
            .setFirstSequence(identity.last + 1)
            .setTransaction(number)
            .addAllMessages(chunk);
    notes++;
    ask(
        to,
        request -> ClientFrame.newBuilder().setSend(frame.setRequest(request)).build(),
        answer -> noted(to, answer));
  }

  private Map<ConsumerSession, SettleQueue> receiptsBySession() {
    Map<ConsumerSession, SettleQueue> bySession = new LinkedHashMap<>();
    for (Receipt receipt : receipts) {
      long tag = receipt.delivery().getTag();
      bySession
          .computeIfAbsent(receipt.session(), session -> new SettleQueue())
          .add(new TagRange(tag, tag, Settlement.acknowledged()));
    }
    return bySession;
  }

  private void noteSettlements(MasterConnection to, ConsumerSession session, SettleQueue own) {
    Settle.Builder frame = Settle.newBuilder().setTransaction(number);
    own.takeAll().forEach(range -> frame.addSettlements(session.wire(range)));
    notes++;
    ask(
        to,
        request -> ClientFrame.newBuilder().setSettle(frame.setRequest(request)).build(),
        answer -> noted(to, answer));
  }

  private void noted(MasterConnection to, ServerFrame answer) {
    if (answer.hasFailed()) {
      rollBack();
      refused(answer.getFailed());
    } else if (answer.getSettled().getLost() > 0) {
      rollBack();
      end(
          null,
          new RetryLaterException(
              Reason.TRANSACTION_ROLLED_BACK,
              "the lock of a message that it acknowledges has run out"));
    } else if (--notes == 0) {
      commit(to);
    }
  }

  private void commit(MasterConnection to) {
    isCommitSent = true;
    boolean mayBeOurEmptyOne = wasEmptyOneSent;
    wasEmptyOneSent |= isInDoubt && !receipts.isEmpty();
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    Commit.Builder frame =
        Commit.newBuilder()
            .setTransaction(number)
            .setProducerId(identity.id)
            .setSequence(identity.last + 1)
            // After the deadline the default: only the outcome is still of interest.
            .setDeadlineMillis((int) Math.max(0, leftMillis * 9 / 10));
    ask(
        to,
        request -> ClientFrame.newBuilder().setCommit(frame.setRequest(request)).build(),
        answer -> {
          if (answer.hasConfirmed()) {
            confirmed(answer.getConfirmed(), mayBeOurEmptyOne);
          } else {
            isCommitSent = false;
            rollBack();
            refused(answer.getFailed());
          }
        });
  }

  private void confirmed(Confirmed confirmed, boolean mayBeOurEmptyOne) {
    identity.last++;
    boolean isRepeated = confirmed.getDuplicates() > 0;
    boolean isEmptyOne = isInDoubt && !receipts.isEmpty();
    if (isEmptyOne && isRepeated && mayBeOurEmptyOne) {
      end(null, unknown("the number was taken by the commit itself, or by asking for it before"));
      return;
    }
    isInDoubt = false;
    if (isEmptyOne && !isRepeated) {
      end(
          null,
          new RetryLaterException(
              Reason.TRANSACTION_ROLLED_BACK,
              "the master was lost before it had stored the commit"));
      return;
    }
    receipts.forEach(receipt -> receipt.session().settledElsewhere(receipt));
    end(
        new Confirmation(
            Durability.QUORUM_DISK,
            confirmed.getEpoch(),
            confirmed.getIndex(),
            confirmed.getSyncedNodes(),
            isRepeated),
        null);
  }

  private void refused(Failed failed) {
    QuorateException why = Failures.of(failed);
    if (why instanceof OutcomeUnknownException) {
      isInDoubt = true;
      retry(why);
      return;
    }
    switch (failed.getCode()) {
      case SEQUENCE_GAP, PRODUCER_EXPIRED -> forgotten();
      case NOT_MASTER -> {
        link.suspect(failed);
        retry(why);
      }
      default -> {
        if (why.retryable() && why.reason() != Reason.TRANSACTION_ROLLED_BACK) {
          retry(why);
        } else {
          // In doubt: of this attempt only is known that it took nothing.
          end(null, isInDoubt ? unknown("then " + why.getMessage()) : why);
        }
      }
    }
  }

  private void rollBack() {
    MasterConnection to = connection;
    if (to != null && number != 0) {
      Rollback.Builder frame = Rollback.newBuilder().setTransaction(number);
      to.ask(
          request -> ClientFrame.newBuilder().setRollback(frame.setRequest(request)).build(),
          answer -> {});
    }
  }

  private void ask(
      MasterConnection to, LongFunction<ClientFrame> frame, Consumer<ServerFrame> answered) {
    int asked = attempt;
    to.ask(
        frame,
        answer -> {
          if (asked == attempt && !isOver) {
            answered.accept(answer);
          }
        });
  }

  // ── the end ──

  private void end(@Nullable Confirmation confirmation, @Nullable QuorateException failure) {
    if (isOver) {
      return;
    }
    isOver = true;
    attempt++;
    link.leave(this);
    if (!(failure instanceof OutcomeUnknownException)) {
      client.commitIdentities().release(identity);
    }
    tell(confirmation, failure);
  }

  private void tell(@Nullable Confirmation confirmation, @Nullable QuorateException failure) {
    OutcomeUnknownException before = told;
    if (before == null) {
      finish(future, confirmation, failure);
    } else {
      client.callbacks().execute(() -> finish(before.resolution(), confirmation, failure));
    }
    if (failure instanceof OutcomeUnknownException unknown) {
      client.callbacks().execute(() -> unknown.resolution().completeExceptionally(unknown));
    }
  }

  private static void finish(
      CompletableFuture<Confirmation> future,
      @Nullable Confirmation confirmation,
      @Nullable QuorateException failure) {
    if (failure == null) {
      future.complete(confirmation);
    } else {
      future.completeExceptionally(failure);
    }
  }
}
