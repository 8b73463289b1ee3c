package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * A thing of the state that has a row of its own and a share in the digest. Whoever changes it says
 * so to {@link Facts}.
 */
abstract class Fact {
  private static final long SALT = FactHash.mix(1);

  boolean isListed;
  boolean isOwnChanged;
  boolean isUnsaved;
  long ownDigestCounted;
  long counted;

  abstract byte[] key();

  /** Null: it is no more. */
  abstract byte @Nullable [] value();

  /** Of its row, or of what of it seldom changes. */
  long ownDigest() {
    byte[] value = value();
    return value == null ? 0 : digestOf(value);
  }

  final long digestOf(byte[] value) {
    return FactHash.of(FactHash.of(SALT, key()), value);
  }

  /** Of what belongs to it and is stored in other rows, or changes often. */
  long partsDigest() {
    return 0;
  }
}
