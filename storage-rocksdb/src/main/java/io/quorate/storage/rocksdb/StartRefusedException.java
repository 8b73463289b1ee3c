package io.quorate.storage.rocksdb;

/** The folder cannot be used; its message is the one line that an operator needs. */
public final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartRefusedException(String message) {
    super(message);
  }

  StartRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
