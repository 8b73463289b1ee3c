package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.selector.PropertyLookup;

/** Whether somebody wants a message: its selector, and not its own messages. */
@FunctionalInterface
public interface MessageFilter {
  boolean wants(ProducerId producer, PropertyLookup message);
}
