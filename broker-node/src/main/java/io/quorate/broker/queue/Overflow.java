package io.quorate.broker.queue;

/** Makes room in queues that have taken more than they may hold. Topics have no such policy. */
final class Overflow {
  private final DeadLettering deadLettering;

  Overflow(DeadLettering deadLettering) {
    this.deadLettering = deadLettering;
  }

  /** Gives up the oldest ones of the lowest priority, as far as the queue's policy says so. */
  void trim(Destination destination) {
    OverflowPolicy policy = destination.options().overflow();
    if (destination instanceof QueueState queue
        && (policy == OverflowPolicy.DROP_OLDEST || policy == OverflowPolicy.DEAD_LETTER)) {
      trim(queue, policy);
    }
  }

  private void trim(QueueState queue, OverflowPolicy policy) {
    while (queue.isOverfull()) {
      Slice oldest = queue.oldestOfLowest();
      if (oldest == null) {
        return;
      }
      if (policy == OverflowPolicy.DROP_OLDEST) {
        queue.remove(oldest.position(), 1);
      } else if (!moveAway(queue, oldest)) {
        // It stays too long: better than to lose messages.
        return;
      }
    }
  }

  private boolean moveAway(QueueState queue, Slice oldest) {
    return !Destinations.deadLetterQueue(queue).equals(queue.address())
        && deadLettering.moveAway(
            queue, oldest, "the queue was full", queue.attempts(oldest.position()));
  }
}
