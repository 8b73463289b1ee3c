package io.quorate.replication.model;

/**
 * The one-byte type of an entry. 1 to 31 belong to the log itself, 32 to 127 to the state machine's
 * <em>drain</em> entries (settle, return, expire: they free space, and pass up to the hard disk
 * mark), 128 to 255 to its <em>message</em> entries (they stop at the soft disk mark).
 */
public final class EntryType {
  /** A {@link ReplicaSet}; in effect from the moment it is appended. */
  public static final byte CONFIG = 1;

  /** The first entry of an epoch; its commit commits everything before it. */
  public static final byte BARRIER = 2;

  /** Raises the level of formats that the cluster may write. */
  public static final byte FEATURE_LEVEL = 3;

  public static final byte DRAIN = 32;
  public static final byte MESSAGE = (byte) 128;

  private EntryType() {}

  public static boolean belongsToLog(byte type) {
    return type >= CONFIG && type < DRAIN;
  }

  public static boolean isMessage(byte type) {
    return type < 0;
  }

  /** Whether this version of the log knows the type; the state machine answers for its own. */
  public static boolean isKnownToLog(byte type, byte version) {
    return type >= CONFIG && type <= FEATURE_LEVEL && version == Entry.VERSION;
  }
}
