package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** What every part of the state keeps its accounts in. */
final class Books {
  final StateLimits limits;
  final Facts facts = new Facts();
  final Counters counters = new Counters();
  final TimeMarks timeMarks = new TimeMarks(this);
  final EntryLiveness liveness = new EntryLiveness();
  final Pages pages;

  /** Messages that are not due yet, by destination. */
  final DueQueue delayed;

  /** Messages that came back and wait at their place, by source; {@code ref} is the position. */
  final DueQueue backOffs;

  private StateListener listener = SilentListener.INSTANCE;

  Books(StateLimits limits, Pages pages) {
    this.limits = limits;
    this.pages = pages;
    this.delayed = new DueQueue(new RowPrefix(RowKind.DELAYED, 0, (byte) 0), pages);
    this.backOffs = new DueQueue(new RowPrefix(RowKind.BACK_OFF, 0, (byte) 0), pages);
  }

  long now() {
    return counters.timeMillis();
  }

  StateListener listener() {
    return listener;
  }

  void setListener(@Nullable StateListener present) {
    listener = present == null ? SilentListener.INSTANCE : present;
  }
}
