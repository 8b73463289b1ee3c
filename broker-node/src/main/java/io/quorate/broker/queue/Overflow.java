package io.quorate.broker.queue;

/** Makes room in queues that have taken more than they may hold. */
final class Overflow {
  private final DeadLettering deadLettering;

  Overflow(DeadLettering deadLettering) {
    this.deadLettering = deadLettering;
  }

  /** Gives up the oldest ones of the lowest priority, as far as the queue's policy says so. */
  void trim(QueueState queue) {
    OverflowPolicy policy = queue.options().overflow();
    if (policy != OverflowPolicy.DROP_OLDEST && policy != OverflowPolicy.DEAD_LETTER) {
      return;
    }
    while (queue.isOverfull()) {
      Slice oldest = queue.oldestOfLowest();
      if (oldest == null) {
        return;
      }
      if (policy == OverflowPolicy.DROP_OLDEST) {
        queue.remove(oldest.position(), 1);
      } else if (DeadLettering.isParked(queue, oldest.position())
          || Destinations.deadLetterQueue(queue).equals(queue.address())) {
        return;
      } else {
        deadLettering.bury(queue, oldest, "the queue was full");
      }
    }
  }
}
