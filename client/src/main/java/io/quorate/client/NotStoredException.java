package io.quorate.client;

/** Surely not stored or done, and repeating it unchanged will not help: the request is at fault. */
public final class NotStoredException extends QuorateException {
  private static final long serialVersionUID = 1L;

  public NotStoredException(Reason reason, String detail) {
    this(reason, detail, Limit.NONE);
  }

  public NotStoredException(Reason reason, String detail, Limit limit) {
    super(reason, detail, limit, 0);
  }

  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  public Stored stored() {
    return Stored.NO;
  }
}
