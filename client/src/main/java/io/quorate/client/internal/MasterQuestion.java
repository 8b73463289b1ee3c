package io.quorate.client.internal;

import io.quorate.client.NotStoredException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ServerFrame;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the master for something, again and again until it is answered or the time is up. Only for
 * what may be done twice. On the loop.
 */
final class MasterQuestion implements MasterLink.Member {
  private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

  private final MasterLink link;
  private final LongFunction<ClientFrame> frame;
  private final long deadlineNanos;
  private final CompletableFuture<ServerFrame> answer;
  private @Nullable MasterConnection connection;
  private boolean isAsked;
  private long retryNanos = System.nanoTime();

  /**
   * A question that is not asked yet.
   *
   * @param answer to be completed; its failures are of the three kinds
   */
  MasterQuestion(
      MasterLink link,
      LongFunction<ClientFrame> frame,
      long deadlineNanos,
      CompletableFuture<ServerFrame> answer) {
    this.link = link;
    this.frame = frame;
    this.deadlineNanos = deadlineNanos;
    this.answer = answer;
  }

  void start() {
    link.join(this);
  }

  @Override
  public void up(MasterConnection to) {
    connection = to;
    ask(to);
  }

  private void ask(MasterConnection to) {
    isAsked = true;
    to.ask(frame, this::answered);
  }

  private void answered(ServerFrame reply) {
    isAsked = false;
    if (!reply.hasFailed()) {
      link.leave(this);
      answer.complete(reply);
      return;
    }
    Failed failed = reply.getFailed();
    if (failed.getCode() == Failed.Code.NOT_MASTER) {
      link.suspect(failed);
    }
    if (Failures.mayBeAskedAgain(failed.getCode())) {
      retryNanos = System.nanoTime() + RETRY_NANOS;
    } else {
      fail(Failures.of(failed));
    }
  }

  @Override
  public void down(String why) {
    connection = null;
    isAsked = false;
  }

  @Override
  public void tick(long nowNanos) {
    MasterConnection to = connection;
    if (nowNanos - deadlineNanos >= 0) {
      fail(new RetryLaterException(Reason.TIMED_OUT, "no answer in time; " + link.state()));
    } else if (!isAsked && to != null && nowNanos - retryNanos >= 0) {
      ask(to);
    }
  }

  @Override
  public void closed(String why) {
    fail(new NotStoredException(Reason.CLOSED, why));
  }

  private void fail(QuorateException why) {
    link.leave(this);
    answer.completeExceptionally(why);
  }
}
