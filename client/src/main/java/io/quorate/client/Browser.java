package io.quorate.client;

import java.util.Iterator;

/**
 * The messages of a queue in the order in which they wait, as they are when they are looked at.
 * They cannot be settled. To be gone through once, by one thread.
 */
public interface Browser extends Iterable<Message>, AutoCloseable {
  /**
   * The messages. While waiting for the next one it throws a {@link RetryLaterException} if the
   * master is lost or the thread is interrupted: begin anew.
   */
  @Override
  Iterator<Message> iterator();

  /** Repeatable. */
  @Override
  void close();
}
