package io.quorate.broker.queue;

/**
 * Hashes of the facts that make up a state. Their sum is its digest: neither order nor history
 * matters, and a fact goes by subtraction. A salt tells kinds of facts apart and is itself a hash,
 * or two kinds of small numbers would meet.
 */
final class FactHash {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long OTHER_FACTOR = 0xC2B2AE3D27D4EB4FL;

  private FactHash() {}

  static long of(long salt, long one) {
    return mix(mix(salt) + one);
  }

  static long of(long salt, long one, long two) {
    return mix(mix(salt + one) + two * FACTOR);
  }

  static long of(long salt, long one, long two, long three) {
    return mix(mix(salt + one) + two * FACTOR + three * OTHER_FACTOR);
  }

  static long of(long salt, byte[] bytes) {
    long hash = salt ^ bytes.length;
    for (byte next : bytes) {
      hash = (hash ^ next) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** The finishing step of SplitMix64: every input bit reaches every output bit. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
