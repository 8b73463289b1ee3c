package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/** The properties and headers of one message, by the names that selectors use for them. */
@FunctionalInterface
public interface PropertyLookup {

  /**
   * A String, Boolean, Byte, Short, Integer, Long, Float or Double, in the type it was set with;
   * null if the message has none. Headers (JMSPriority) and what a provider adds (JMSXGroupID,
   * JMS_…) come by the same way. Names are case sensitive.
   */
  @Nullable Object valueOf(String name);
}
