package io.quorate.broker;

/** The command line cannot be understood. The message says what was found and what is expected. */
public final class UsageException extends Exception {

  public UsageException(String message) {
    super(message);
  }
}
