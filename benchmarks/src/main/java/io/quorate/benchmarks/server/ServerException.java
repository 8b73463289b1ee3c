package io.quorate.benchmarks.server;

/** Servers that do not start or do not do what they are for. The text is made for people. */
public final class ServerException extends RuntimeException {
  public ServerException(String message) {
    super(message);
  }

  public ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
