package io.quorate.replication.model;

import org.jspecify.annotations.Nullable;

/**
 * What a node has promised: to follow nobody of a lower epoch, and in this epoch nobody but {@code
 * to}. Never falls, across restarts (I1, I2).
 */
public record Promise(long epoch, @Nullable Member to) {
  public static final Promise NONE = new Promise(0, null);

  /** Whether a message of {@code sender} in {@code epoch} may be obeyed under this promise. */
  public boolean allows(long senderEpoch, Member sender) {
    return senderEpoch > epoch || (senderEpoch == epoch && sender.equals(to));
  }

  @Override
  public String toString() {
    return to == null ? "none" : epoch + " to " + to;
  }
}
