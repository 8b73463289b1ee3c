package io.quorate.client.internal;

import java.time.Duration;

/**
 * How a lost master is looked for. All known nodes are asked at once, so an attempt is one round
 * through all of them.
 *
 * @param attemptsMax rounds in vain after which the client gives up and closes; negative: none
 * @param startupAttemptsMax the same for the first connection; negative: as long as connecting may
 *     take
 * @param randomize whether nodes are asked in random order
 * @param warnAfterAttempts a warning is logged after every so many rounds; 0: never
 */
record ReconnectPolicy(
    Duration initialDelay,
    Duration maxDelay,
    boolean exponential,
    double exponent,
    int attemptsMax,
    int startupAttemptsMax,
    boolean randomize,
    int warnAfterAttempts) {
  /**
   * ActiveMQ waits up to 30 s. A round costs a node one small answer, a late client its users'
   * time.
   */
  static final ReconnectPolicy DEFAULT =
      new ReconnectPolicy(
          Duration.ofMillis(10), Duration.ofMillis(200), true, 2.0, -1, -1, true, 10);

  Duration delayAfter(Duration delay) {
    double next = exponential ? delay.toNanos() * exponent : (double) delay.toNanos();
    return Duration.ofNanos((long) Math.min(next, (double) maxDelay.toNanos()));
  }
}
