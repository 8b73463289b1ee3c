package io.quorate.broker.queue;

/** How a producer numbers what it sends. The order is part of the stored format. */
public enum SequenceMode {
  /** Each number follows the last one; a gap is refused. */
  CONTIGUOUS,
  /**
   * Numbers only rise; at or below the last one is a duplicate. So nothing is to be sent behind a
   * batch before that is answered: refused, it would be taken for a duplicate of what never was.
   */
  MONOTONE
}
