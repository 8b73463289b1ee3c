package io.quorate.replication;

/** Checks that are always on. A broken one is our bug or a lying disk: the node must stop. */
final class Invariant {
  private Invariant() {}

  static void check(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new BrokenInvariantException(String.format(format, values));
    }
  }
}
