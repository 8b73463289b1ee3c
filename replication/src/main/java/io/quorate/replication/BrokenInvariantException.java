package io.quorate.replication;

/** Something that cannot be, is. The loop hands it to the fault handler and stops. */
public final class BrokenInvariantException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenInvariantException(String message) {
    super(message);
  }
}
