package io.quorate.broker.queue;

/** What happens to a message for a full queue. The order is part of the stored format. */
public enum OverflowPolicy {
  /** The producer waits, up to its deadline; decided before the entry is proposed. */
  BLOCK,
  REJECT,
  DROP_OLDEST,
  /** The oldest goes to the dead-letter queue. */
  DEAD_LETTER
}
