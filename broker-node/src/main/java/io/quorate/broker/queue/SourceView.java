package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Where consumers take messages from: a queue, or a durable or shared subscription. To be looked at
 * on the loop, between two entries.
 */
public interface SourceView {
  long id();

  /** The queue, or the subscription's topic or pattern. */
  Address address();

  /** Null for a queue. */
  @Nullable SubscriptionKey subscription();

  DestinationOptions options();

  boolean isPaused();

  /**
   * The first messages at or after this position, in its band, that are due; null if there are
   * none. Not more than {@code countMax}, and fewer where their refs or expiry leave the line.
   */
  @Nullable Slice next(long position, int countMax);

  /** The same of all that are there, due or not. */
  @Nullable Slice nextWaiting(long position, int countMax);

  /** When its back-off is over; 0: it is due. */
  long notBeforeMillis(long position);

  /** Whether a message is there, due or not. */
  boolean holds(long position);

  /** Where the message at this position is and how large it is, as a slice of one; null: gone. */
  @Nullable Slice at(long position);

  /** Failed attempts so far. */
  int attempts(long position);

  /** May have been dispatched before, by an earlier master or before it came back. */
  boolean isRedelivered(long position);

  /** Number below which everything may be dispatched in this band, as committed. */
  long mark(int band);

  boolean isMarked(long position);

  /** The number that the next message of this band gets. */
  long end(int band);

  /** Why it is in this dead-letter queue; null if it is not for that reason here. */
  @Nullable DeadLetter deadLetter(long position);

  long messages();

  long bytes();

  /** Of messages that are not due yet. */
  long delayed();

  /** When the oldest message was stored; 0: empty. */
  long oldestMillis();
}
