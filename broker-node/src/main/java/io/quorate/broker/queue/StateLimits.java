package io.quorate.broker.queue;

/**
 * The bounds of the state. They decide what an entry does, so they are the same on every node and
 * in every release that shares a log, and no configuration reaches them: what operators bound more
 * tightly the master refuses before it proposes.
 *
 * @param producerIdleMillis after which a producer is forgotten
 * @param producerSpareMillis after which it is, if another one needs its place
 * @param dueMax messages that become ready with one entry
 */
public record StateLimits(
    int destinationsMax,
    int subscriptionsMax,
    int producersMax,
    long producerIdleMillis,
    long producerSpareMillis,
    int dueMax) {
  private static final long MINUTE = 60_000;

  public static final StateLimits DEFAULT =
      new StateLimits(200_000, 10_000, 100_000, 7 * 24 * 60 * MINUTE, 10 * MINUTE, 10_000);
}
