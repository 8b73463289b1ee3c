package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;

/**
 * The types of the broker's entries, of which one command each; 35 is the passing of time. 131 is
 * kept for messages in parts, 132 and 60 to 63 for distributed transactions. 32 and 128 belong to
 * the diagnostic log.
 */
public final class CommandType {
  public static final byte SETTLE = 33;
  public static final byte RAISE_MARK = 34;
  public static final byte TICK = 35;
  public static final byte CREATE_DESTINATION = 36;
  public static final byte UPDATE_DESTINATION = 37;
  public static final byte DELETE_DESTINATION = 38;
  public static final byte PURGE = 39;
  public static final byte PAUSE = 40;
  public static final byte SUBSCRIBE = 41;
  public static final byte UNSUBSCRIBE = 42;
  public static final byte MOVE = 43;
  public static final byte OPEN_PRODUCER = 44;

  /** A transaction that only settles; it may pass when the disk is nearly full. */
  public static final byte TRANSACT_DRAIN = 45;

  public static final byte SEND = (byte) 129;
  public static final byte TRANSACT = (byte) 130;

  private CommandType() {}

  public static boolean isKnown(byte type, byte version) {
    return version == Entry.VERSION
        && ((type >= SETTLE && type <= TRANSACT_DRAIN) || type == SEND || type == TRANSACT);
  }

  /** Whether such an entry may hold messages, as a {@link MessageBatch}. */
  public static boolean isBatch(byte type) {
    return type == SEND || type == TRANSACT || type == TRANSACT_DRAIN;
  }
}
