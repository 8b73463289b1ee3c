package io.quorate.client.internal;

/** What a client made and has to end with it. */
interface Part {
  /** Ends it cleanly, at the latest by then. Repeatable. */
  void close(long endNanos);
}
