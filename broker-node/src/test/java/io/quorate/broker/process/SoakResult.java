package io.quorate.broker.process;

/**
 * The counts of a run.
 *
 * @param pace messages per second that were to be sent
 * @param confirmedPerSecond those that were
 * @param received different ones
 * @param visits of consumers that stayed a while
 * @param passers consumers that left at once
 * @param isHeld whether the first message was held until the end
 */
record SoakResult(
    int minutes,
    int bytes,
    int pace,
    double confirmedPerSecond,
    long confirmed,
    long received,
    long duplicates,
    long redelivered,
    long visits,
    long passers,
    long epochs,
    boolean isHeld,
    boolean isDigestEqual,
    boolean isSteady) {
  /** Below it the pace was not kept, and what was looked at was another load. */
  private static final double PACE_PART_MIN = 0.95;

  long lost() {
    return confirmed - received;
  }

  boolean isGood() {
    return confirmedPerSecond >= pace * PACE_PART_MIN
        && lost() == 0
        && duplicates == 0
        && isHeld
        && isDigestEqual
        && isSteady;
  }

  String line() {
    return ("soak minutes=%d bytes=%d pace=%d confirmed_per_s=%.0f confirmed=%d received=%d lost=%d"
            + " duplicates=%d redelivered=%d consumers=%d passers=%d epochs=%d stuck_held=%s"
            + " digests_equal=%s steady=%s")
        .formatted(
            minutes,
            bytes,
            pace,
            confirmedPerSecond,
            confirmed,
            received,
            lost(),
            duplicates,
            redelivered,
            visits,
            passers,
            epochs,
            isHeld,
            isDigestEqual,
            isSteady);
  }
}
