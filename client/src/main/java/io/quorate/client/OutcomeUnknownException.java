package io.quorate.client;

import java.util.concurrent.CompletableFuture;

/**
 * May be stored, now or later: the time ran out, or the client was closed, between handing it to a
 * master and hearing of it. Sending the message anew may store it twice. As long as the client is
 * open it goes on asking under the same number, and {@link #resolution} tells what it found out.
 */
public final class OutcomeUnknownException extends QuorateException {
  private static final long serialVersionUID = 1L;

  private final transient CompletableFuture<Confirmation> resolution = new CompletableFuture<>();

  public OutcomeUnknownException(Reason reason, String detail) {
    super(reason, detail, Limit.NONE, 0);
  }

  /**
   * Completes when the client learns the outcome: with the confirmation if it is stored, with one
   * of the other two exceptions if surely not, and with this one once nothing more can be learnt.
   */
  public CompletableFuture<Confirmation> resolution() {
    return resolution;
  }

  /** False: only with the same number, and the client does that by itself. */
  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  public Stored stored() {
    return Stored.UNKNOWN;
  }
}
