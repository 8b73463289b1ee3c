package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Settlement;
import org.jspecify.annotations.Nullable;

/** A message that was handed over and not settled yet. */
final class Held {
  final Home home;
  final Subscriber subscriber;
  final long tag;
  final long position;
  final int bytes;

  /** False: it was taken for a subscriber that does not know of it, and settled at once. */
  final boolean isHandedOver;

  long lockedUntilNanos;

  /** Who said what is to become of it; null: nobody who wants to know. */
  @Nullable SettleCall settledBy;

  /** Of the entry with which it went, after that was said; 0: it has not. */
  long goneIndex;

  /** What is to become of it, once that has been said. */
  Settlement.Outcome outcome = Settlement.Outcome.RELEASED;

  long delayMillis;
  String reason = "";

  Held(Home home, Subscriber subscriber, long tag, long position, int bytes, boolean isHandedOver) {
    this.home = home;
    this.subscriber = subscriber;
    this.tag = tag;
    this.position = position;
    this.bytes = bytes;
    this.isHandedOver = isHandedOver;
  }

  void become(Settlement.Outcome next, long delay, String why) {
    outcome = next;
    delayMillis = delay;
    reason = why;
  }

  /** Whether one settlement may tell of both, this one being the next. */
  boolean follows(Held before) {
    return home == before.home
        && position == before.position + 1
        && outcome == before.outcome
        && delayMillis == before.delayMillis
        && reason.equals(before.reason);
  }
}
