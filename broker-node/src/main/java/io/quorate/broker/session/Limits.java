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
  private static final int TRANSACTIONS_MAX = 100;
  private static final int BATCH_MESSAGES_MAX = 65_535;

  /** They are created on demand, all in one turn of the loop. */
  private static final int BATCH_DESTINATIONS_MAX = 1_000;

  /** Of an entry that holds a batch; beside it, an offset for each message. */
  private static final int HEADER_BYTES = 48;

  private static final int OFFSET_BYTES = 4;

  /** Bounds under which every batch and every transaction fits an entry, its header included. */
  public static Limits below(
      int entryBytesMax,
      int connectionsMax,
      int producersPerConnectionMax,
      int consumersPerConnectionMax,
      int unsettledPerConsumerMax,
      long volatileBytesMax,
      int destinationsMax,
      int subscriptionsMax) {
    int headerBytes = entryBytesMax / 16;
    int bytesMax = entryBytesMax - headerBytes;
    return new Limits(
        bytesMax,
        bytesMax,
        Math.min(BATCH_MESSAGES_MAX, Math.max(1, (headerBytes - HEADER_BYTES) / OFFSET_BYTES)),
        BATCH_DESTINATIONS_MAX,
        connectionsMax,
        producersPerConnectionMax,
        consumersPerConnectionMax,
        TRANSACTIONS_MAX,
        bytesMax,
        unsettledPerConsumerMax,
        volatileBytesMax,
        destinationsMax,
        subscriptionsMax);
  }
}
