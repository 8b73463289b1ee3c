package io.quorate.client;

/**
 * Surely not stored or done, by the end of the time that the client itself had for repeating it.
 * The same call may succeed later, and will not store anything twice.
 */
public final class RetryLaterException extends QuorateException {
  private static final long serialVersionUID = 1L;

  public RetryLaterException(Reason reason, String detail) {
    this(reason, detail, Limit.NONE, 0);
  }

  /**
   * With what the broker says about it.
   *
   * @param retryAfterMillis 0: no advice
   */
  public RetryLaterException(Reason reason, String detail, Limit limit, long retryAfterMillis) {
    super(reason, detail, limit, retryAfterMillis);
  }

  @Override
  public boolean retryable() {
    return true;
  }

  @Override
  public Stored stored() {
    return Stored.NO;
  }
}
