package io.quorate.broker.process;

/** A fault with its victims: how it begins, and how what can be undone of it ends. */
record Breakage(Runnable begin, Runnable end) {
  /** Over as soon as it was done. */
  static Breakage atOnce(Runnable action) {
    return new Breakage(action, () -> {});
  }
}
