package io.quorate.client.internal;

/**
 * How many messages a consumer may be sent: so many that what is on its way and what waits to be
 * received make up the prefetch, and not more than the broker lets be unsettled. Pure.
 */
final class CreditMeter {
  private final int prefetch;
  private final int unsettledMax;
  private final long grantedMax;
  private long granted;
  private long delivered;

  CreditMeter(int prefetch, int unsettledMax) {
    this(prefetch, unsettledMax, 0);
  }

  /**
   * Nothing is granted yet.
   *
   * @param fetchMax how many messages may come in all; 0: any
   */
  CreditMeter(int prefetch, int unsettledMax, int fetchMax) {
    this.grantedMax = fetchMax == 0 ? Long.MAX_VALUE : fetchMax;
    this.prefetch = (int) Math.min(Math.min(prefetch, unsettledMax), grantedMax);
    this.unsettledMax = unsettledMax;
  }

  /** How many have to be received before it is worth asking for more. */
  int step() {
    return Math.max(1, prefetch / 4);
  }

  int first() {
    granted = prefetch;
    return prefetch;
  }

  /** False: more than it was allowed to. */
  boolean delivered(int messages) {
    delivered += messages;
    return delivered <= granted;
  }

  /**
   * How much credit to add now.
   *
   * @param taken how many messages were received by the application, in all
   * @param unsettled how many were delivered and are not settled
   */
  int more(long taken, int unsettled) {
    long free = prefetch - (granted - taken);
    long allowed = unsettledMax - unsettled - (granted - delivered);
    int more = (int) Math.min(free, allowed);
    if (more < step() && granted > taken) {
      return 0;
    }
    more = (int) Math.max(0, Math.min(more, grantedMax - granted));
    granted += more;
    return more;
  }
}
