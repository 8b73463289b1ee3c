package io.quorate.broker.queue.dispatch;

import java.util.List;

/** Where a subscriber's messages go. Called on the loop; must not block. */
public interface Receiver {
  void deliver(List<Dispatched> messages);

  /** False: nothing more until {@link Subscriber#writable()}. */
  boolean isWritable();

  /** Nothing more waits; what was left of the credit is gone. */
  void drained();

  /** There is nothing to take from any more. */
  void closed(String reason);
}
