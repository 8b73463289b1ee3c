package io.quorate.broker.queue;

import java.util.List;

/** What a command's proposer is told when it has been applied. */
public sealed interface Applied {
  Applied DONE = new Done();

  record Done() implements Applied {}

  /** Nothing was changed. */
  record Refused(Reason reason, String detail) implements Applied {}

  record Counted(long count) implements Applied {}

  /**
   * A producer is known.
   *
   * @param lastSequence of what is stored; 0: nothing, or the producer was not known
   */
  record ProducerOpened(long lastSequence) implements Applied {}

  /**
   * A batch or a transaction was taken.
   *
   * @param duplicates how many were stored before
   * @param rejected those that are surely not stored; the rest is
   */
  record Sent(int duplicates, List<Rejected> rejected) implements Applied {
    public static final Sent ALL = new Sent(0, List.of());
  }

  record Rejected(int ordinal, Reason reason, String detail) {}

  /**
   * Settlements took effect.
   *
   * @param skipped positions that were gone already
   */
  record Settled(int skipped) implements Applied {}

  enum Reason {
    NOT_FOUND,
    ALREADY_EXISTS,
    IN_USE,
    INVALID,
    QUEUE_FULL,
    PAUSED,
    EXPIRED,
    LIMIT_REACHED,
    SEQUENCE_GAP,
    PRODUCER_EXPIRED
  }
}
