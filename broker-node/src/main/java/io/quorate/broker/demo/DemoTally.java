package io.quorate.broker.demo;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * What the demo's producer was told and what its consumer saw, message by message. It believes
 * nobody: ids are counted here, the client filters nothing.
 */
final class DemoTally {
  private final int messages;
  private final BitSet confirmed = new BitSet();
  private final BitSet received = new BitSet();
  private long failed = 0;
  private long duplicates = 0;
  private long redelivered = 0;
  private long unexpected = 0;
  private long killedNanos = 0;
  private long failoverNanos = 0;

  DemoTally(int messages) {
    this.messages = messages;
  }

  synchronized void confirmed(int id) {
    confirmed.set(id);
  }

  /** One more confirm, of this reign; the first after the kill that is not the dead master's. */
  synchronized void confirmedIn(long epoch, long killedEpoch) {
    if (killedNanos != 0 && failoverNanos == 0 && epoch > killedEpoch) {
      failoverNanos = System.nanoTime() - killedNanos;
    }
  }

  /** Refused, or nobody knows. */
  synchronized void failed() {
    failed++;
  }

  synchronized void killed() {
    killedNanos = System.nanoTime();
  }

  /**
   * One message arrived.
   *
   * @param isRedelivered as the message itself says
   */
  synchronized void received(int id, boolean isRedelivered) {
    if (id < 0 || id >= messages) {
      unexpected++;
      return;
    }
    if (isRedelivered) {
      redelivered++;
    } else if (received.get(id)) {
      duplicates++;
    }
    received.set(id);
  }

  synchronized int confirmed() {
    return confirmed.cardinality();
  }

  synchronized int received() {
    return received.cardinality();
  }

  /** How many sends have ended, well or not. */
  synchronized long ended() {
    return confirmed.cardinality() + failed;
  }

  /** Confirmed, and not seen yet: at the end, lost. */
  synchronized int lost() {
    BitSet missing = (BitSet) confirmed.clone();
    missing.andNot(received);
    return missing.cardinality();
  }

  synchronized boolean isSound() {
    return lost() == 0 && duplicates == 0 && unexpected == 0;
  }

  synchronized String summary() {
    return "confirmed=%d received=%d lost=%d duplicates=%d redelivered=%d failover_ms=%d"
            .formatted(
                confirmed(),
                received(),
                lost(),
                duplicates,
                redelivered,
                TimeUnit.NANOSECONDS.toMillis(failoverNanos))
        + (failed == 0 ? "" : " not_confirmed=" + failed)
        + (unexpected == 0 ? "" : " unexpected=" + unexpected);
  }
}
