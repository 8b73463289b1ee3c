package io.quorate.broker.queue;

/**
 * A message's place in a source, in the order of dispatch: first the band (9 minus the priority),
 * then the number that it was given when it became ready. Never given twice within a source.
 */
public final class Position {
  public static final int BANDS = 10;
  private static final int NUMBER_BITS = 58;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

  private Position() {}

  public static long of(int band, long number) {
    return (long) band << NUMBER_BITS | number;
  }

  public static int band(long position) {
    return (int) (position >>> NUMBER_BITS);
  }

  public static long number(long position) {
    return position & NUMBER_MASK;
  }

  /** How many of these are in the band of the first. */
  static long countInBand(long position, long count) {
    return Math.min(count, NUMBER_MASK - number(position) + 1);
  }
}
