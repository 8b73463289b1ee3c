package io.quorate.client.internal;

import io.quorate.client.Confirmation;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How messages ended, in words, until the callers are told. Pure. */
final class Endings {
  /**
   * Something to tell the caller: exactly one of confirmation and failure.
   *
   * @param isGone false: its outcome is unknown by the deadline, and will be told again
   */
  record Ended(
      PendingSend send,
      @Nullable Confirmation confirmation,
      @Nullable QuorateException failure,
      boolean isGone) {}

  private List<Ended> ended = new ArrayList<>();

  void confirmed(PendingSend send, Confirmation confirmation) {
    ended.add(new Ended(send, confirmation, null, true));
  }

  void failed(PendingSend send, QuorateException failure) {
    ended.add(new Ended(send, null, failure, true));
  }

  /** It may be stored, and nothing more will be learnt. */
  void unknown(PendingSend send, String why) {
    failed(send, new OutcomeUnknownException(Reason.OUTCOME_UNKNOWN, why));
  }

  /** Surely not stored, which was learnt after its caller had been told that nobody knows. */
  void late(PendingSend send, String why) {
    failed(send, new RetryLaterException(Reason.TIMED_OUT, why));
  }

  /**
   * Surely not stored by its deadline.
   *
   * @param otherwise the reason, if it was never sent back for one of its own
   */
  void notStored(PendingSend send, Supplier<QuorateException> otherwise) {
    QuorateException why = send.refusal == null ? otherwise.get() : send.refusal;
    failed(
        send,
        new RetryLaterException(
            why.reason(),
            "%s; tried until the deadline".formatted(why.detail()),
            why.limit(),
            why.retryAfter().toMillis()));
  }

  void closed(PendingSend send, String why) {
    failed(send, new NotStoredException(Reason.CLOSED, why));
  }

  /** Nobody knows by the deadline; once for each message. */
  void tell(PendingSend send) {
    if (send.isTold()) {
      return;
    }
    QuorateException before = send.refusal;
    OutcomeUnknownException unknown =
        new OutcomeUnknownException(
            Reason.TIMED_OUT,
            "no answer from the master by the deadline"
                + (before == null ? "" : "; before that, " + before.getMessage()));
    send.told = unknown;
    ended.add(new Ended(send, null, unknown, false));
  }

  /** All that ended since this was last asked. */
  List<Ended> takeAll() {
    if (ended.isEmpty()) {
      return List.of();
    }
    List<Ended> all = ended;
    ended = new ArrayList<>();
    return all;
  }
}
