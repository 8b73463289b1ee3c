package io.quorate.replication.loop;

/**
 * Something that waits for the loop.
 *
 * @param abandoned runs instead, on some thread, if the loop ends first
 */
record Event(Runnable action, Runnable abandoned, long bytes) {
  static Event of(Runnable action) {
    return new Event(action, () -> {}, 0);
  }
}
