package io.quorate.client.internal;

import io.grpc.Status;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import io.quorate.client.QuorateException.Limit;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Rejection;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** What the broker says went wrong, as one of the three exceptions. */
public final class Failures {
  /** Before what the operating system said when a call failed. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private Failures() {}

  static QuorateException of(Failed failed) {
    Reason reason = reason(failed.getCode());
    Limit limit = new Limit(failed.getLimit(), failed.getUsage());
    String detail = failed.getDetail().isEmpty() ? "no details given" : failed.getDetail();
    // A reason that only a newer broker knows might mean this, too.
    if (reason == Reason.OUTCOME_UNKNOWN || reason == Reason.UNSPECIFIED) {
      return new OutcomeUnknownException(reason, detail);
    }
    return isPassing(failed.getCode())
        ? new RetryLaterException(reason, detail, limit, failed.getRetryAfterMillis())
        : new NotStoredException(reason, detail, limit);
  }

  static QuorateException of(Rejection rejection) {
    return of(
        Failed.newBuilder().setCode(rejection.getCode()).setDetail(rejection.getDetail()).build());
  }

  /** An unknown outcome about which nothing will be learnt later. */
  static OutcomeUnknownException neverKnown(Reason reason, String detail) {
    OutcomeUnknownException unknown = new OutcomeUnknownException(reason, detail);
    unknown.resolution().completeExceptionally(unknown);
    return unknown;
  }

  /** What a future failed with, to be thrown by the thread that waited for it. */
  static QuorateException thrown(ExecutionException failed) {
    if (failed.getCause() instanceof QuorateException failure) {
      return failure;
    }
    throw new IllegalStateException("the client met an error of its own", failed.getCause());
  }

  /** Deepest down it says whether the port is closed, the name unknown or a certificate wrong. */
  public static String rootOf(Status status) {
    Throwable root = status.getCause();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null || root.getMessage() == null
        ? String.valueOf(status.getDescription())
        : SYSTEM_CALL.matcher(root.getMessage()).replaceFirst("");
  }

  /** Worth asking again, for what may as well be done twice. */
  static boolean mayBeAskedAgain(Failed.Code code) {
    return isPassing(code) || code == Failed.Code.OUTCOME_UNKNOWN;
  }

  /** Surely not done, and may succeed later. */
  static boolean isPassing(Failed.Code code) {
    return switch (code) {
      case NOT_MASTER,
          NOT_READY,
          OVERLOADED,
          DISK_FULL,
          QUEUE_FULL,
          NO_QUORUM,
          PAUSED,
          SEQUENCE_GAP,
          TRANSACTION_ROLLED_BACK ->
          true;
      default -> false;
    };
  }

  public static Reason reason(Failed.Code code) {
    return switch (code) {
      case NOT_MASTER -> Reason.NOT_MASTER;
      case NOT_READY -> Reason.NOT_READY;
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      case QUEUE_FULL -> Reason.QUEUE_FULL;
      case NO_QUORUM -> Reason.NO_QUORUM;
      case PAUSED -> Reason.PAUSED;
      case INVALID -> Reason.INVALID;
      case TOO_LARGE -> Reason.TOO_LARGE;
      case NOT_FOUND -> Reason.NOT_FOUND;
      case ALREADY_EXISTS -> Reason.ALREADY_EXISTS;
      case IN_USE -> Reason.IN_USE;
      case NOT_ALLOWED -> Reason.NOT_ALLOWED;
      case LIMIT_REACHED -> Reason.LIMIT_REACHED;
      case INVALID_SELECTOR -> Reason.INVALID_SELECTOR;
      case SEQUENCE_GAP -> Reason.SEQUENCE_GAP;
      case PRODUCER_EXPIRED -> Reason.PRODUCER_EXPIRED;
      case TRANSACTION_ROLLED_BACK -> Reason.TRANSACTION_ROLLED_BACK;
      case OUTCOME_UNKNOWN -> Reason.OUTCOME_UNKNOWN;
      case EXPIRED -> Reason.EXPIRED;
      case UNSUPPORTED -> Reason.UNSUPPORTED;
      case CODE_UNSPECIFIED, UNRECOGNIZED -> Reason.UNSPECIFIED;
    };
  }
}
