package io.quorate.broker.queue;

import io.quorate.replication.model.IndexRanges;

/** How many messages of each entry are still needed. Not stored: computed again from the lanes. */
@SuppressWarnings("DoNotCallSuggester")
final class EntryLiveness {
  /** Messages side by side in an entry are needed, once more. */
  void add(long ref, int count) {
    throw new UnsupportedOperationException();
  }

  void remove(long ref, int count) {
    throw new UnsupportedOperationException();
  }

  /** Entries below the index of which a message is needed. */
  IndexRanges liveBefore(long index) {
    throw new UnsupportedOperationException();
  }

  /** The lowest index of a living entry; {@code Long.MAX_VALUE}: none lives. */
  long oldest() {
    return Long.MAX_VALUE;
  }

  /** Number of living entries. */
  long entries() {
    return 0;
  }

  void clear() {}
}
