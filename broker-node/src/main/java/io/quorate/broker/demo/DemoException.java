package io.quorate.broker.demo;

/** What keeps a demo from doing what it was asked for. The text is made for people. */
public final class DemoException extends Exception {

  public DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
