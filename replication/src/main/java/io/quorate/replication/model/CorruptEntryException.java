package io.quorate.replication.model;

/** Bytes that are there but are not what was written. Never to be read as "there is no entry". */
public final class CorruptEntryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptEntryException(String message) {
    super(message);
  }
}
