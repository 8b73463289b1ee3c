package io.quorate.broker.session;

/** The bounds that every head shares. */
public record Limits(
    int messageBytesMax,
    int batchBytesMax,
    int batchMessagesMax,
    int batchDestinationsMax,
    int connectionsMax,
    int producersPerConnectionMax,
    int consumersPerConnectionMax,
    int transactionsPerConnectionMax,
    int transactionBytesMax,
    int unsettledPerConsumerMax,
    long volatileBytesMax,
    int destinationsMax,
    int subscriptionsMax) {
  private static final int MIB = 1 << 20;

  public static final Limits DEFAULT =
      new Limits(
          // One below the entry's bound: the batch's own header has to fit, too.
          15 * MIB,
          15 * MIB,
          65_535,
          // They are created on demand, all in one turn of the loop.
          1_000,
          10_000,
          1_000,
          1_000,
          100,
          15 * MIB,
          65_535,
          64L * MIB,
          200_000,
          10_000);
}
