package io.quorate.broker.queue;

import java.util.function.Consumer;

/** What settlements, moves and sweeps do with a queue or a subscription. */
interface Source extends SourceView {
  long ALL_SEEN = -1;

  Handling handling();

  /** The queue or the topic that this message was sent to. */
  Destination home(long position);

  /**
   * Takes away what is there of messages side by side, with all that is known of them.
   *
   * @return how many were there
   */
  long remove(long fromPosition, long count);

  /**
   * Reports up to so many messages whose time to live is over, in order, from this position on.
   *
   * @return where to go on; {@link #ALL_SEEN}: that was all
   */
  long expired(long nowMillis, long fromPosition, int countMax, Consumer<Slice> found);

  @Override
  default long notBeforeMillis(long position) {
    return handling().attempt(position).notBeforeMillis();
  }

  @Override
  default int attempts(long position) {
    return handling().attempt(position).count();
  }

  @Override
  default boolean isRedelivered(long position) {
    return handling().isRedelivered(position);
  }

  @Override
  default long mark(int band) {
    return handling().mark(band);
  }

  @Override
  default boolean isMarked(long position) {
    return handling().isMarked(position);
  }

  /** Tells the listener in steps that an int can count. */
  default void tellGone(StateListener listener, long fromPosition, long count) {
    long from = fromPosition;
    for (long left = count; left > 0; ) {
      int step = (int) Math.min(left, Integer.MAX_VALUE);
      listener.gone(this, from, step);
      from += step;
      left -= step;
    }
  }
}
