package io.quorate.client;

import java.time.Duration;

/**
 * Something was not done, or nobody knows whether it was. There are exactly three kinds, and what
 * to do about each:
 *
 * <ul>
 *   <li>{@link NotStoredException}: surely not done, and repeating it as it is will not help;
 *   <li>{@link RetryLaterException}: surely not done, and may succeed later;
 *   <li>{@link OutcomeUnknownException}: may be done.
 * </ul>
 */
public abstract sealed class QuorateException extends RuntimeException
    permits NotStoredException, RetryLaterException, OutcomeUnknownException {
  private static final long serialVersionUID = 1L;

  /** What is known of the effect. */
  public enum Stored {
    /** Surely nothing was stored or changed. */
    NO,
    /** It may be stored, now or later. */
    UNKNOWN
  }

  private final Reason reason;
  private final String detail;
  private final Limit limit;
  private final long retryAfterMillis;

  QuorateException(Reason reason, String detail, Limit limit, long retryAfterMillis) {
    super("%s: %s".formatted(reason, detail));
    this.reason = reason;
    this.detail = detail;
    this.limit = limit;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Why, for programs. */
  public final Reason reason() {
    return reason;
  }

  /** Why, for people: the message without the reason before it. */
  public final String detail() {
    return detail;
  }

  /** What was reached, if {@link #reason} is a limit; otherwise {@link Limit#NONE}. */
  public final Limit limit() {
    return limit;
  }

  /** The broker's advice how long to wait before trying again; zero: none. */
  public final Duration retryAfter() {
    return Duration.ofMillis(retryAfterMillis);
  }

  /** Whether the same call may succeed later without anything being mended. */
  public abstract boolean retryable();

  public abstract Stored stored();

  /**
   * A bound and how much of it is used, in the unit that the message names.
   *
   * @param maximum 0: nothing is limited
   */
  public record Limit(long maximum, long usage) {
    public static final Limit NONE = new Limit(0, 0);
  }
}
