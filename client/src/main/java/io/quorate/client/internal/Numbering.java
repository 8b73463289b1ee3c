package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import java.util.function.Supplier;

/**
 * What a producer knows of its numbers: which the broker has taken, and which it may have taken
 * without our hearing of it. The broker takes each number once and only after the one before. Pure.
 */
final class Numbering {
  private final Supplier<ByteString> identities;
  private ByteString identity;

  /** The highest number that the broker is known to have taken. */
  private long taken;

  /** The highest number ever used. */
  private long used;

  /** Above this one, every number that was ever sent has also been answered, or is under way. */
  private long doubtfulUpTo;

  private long doubtEpoch;

  /** The highest number whose message was given up although it may be taken. */
  private long abandonedUpTo;

  private long epoch;

  Numbering(Supplier<ByteString> identities) {
    this.identities = identities;
    this.identity = identities.get();
  }

  /** The name under which the numbers count. */
  ByteString identity() {
    return identity;
  }

  /** Begins at 1 again, under a new name: no frame that bears the old one is of meaning to it. */
  void takeNewIdentity() {
    identity = identities.get();
    taken = 0;
    used = 0;
    doubtfulUpTo = 0;
    doubtEpoch = 0;
    abandonedUpTo = 0;
  }

  /**
   * The broker's word on the last number it took.
   *
   * @return false if it does not remember what it once confirmed: it has forgotten this producer
   */
  boolean opened(long masterEpoch, long last) {
    epoch = masterEpoch;
    if (last < taken || last > used) {
      return false;
    }
    // An older master's entries that are not in the log by now never will be.
    if (masterEpoch > doubtEpoch) {
      doubtfulUpTo = Math.min(doubtfulUpTo, last);
    }
    taken = last;
    return true;
  }

  void use(long last) {
    used = Math.max(used, last);
  }

  long used() {
    return used;
  }

  void took(long last) {
    taken = Math.max(taken, last);
  }

  /** The next number that the broker will take, once it has taken all that are under way. */
  long nextAfter(long lastUnderWay) {
    return Math.max(taken, lastUnderWay) + 1;
  }

  /** Nobody will say whether these were taken. */
  void doubt(long last) {
    doubtfulUpTo = Math.max(doubtfulUpTo, last);
    doubtEpoch = Math.max(doubtEpoch, epoch);
  }

  boolean isDoubtful(long number) {
    return number <= doubtfulUpTo;
  }

  long doubtfulUpTo() {
    return doubtfulUpTo;
  }

  void abandon(long number) {
    abandonedUpTo = Math.max(abandonedUpTo, number);
  }

  /** Whether this one or a later one was given up although it may be taken. */
  boolean isAbandoned(long number) {
    return number <= abandonedUpTo;
  }
}
