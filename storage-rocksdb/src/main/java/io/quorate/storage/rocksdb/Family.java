package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A column family. One write-ahead log serves them all, so one sync covers every group. Each
 * group's log is a family of its own: files that hold two logs would overlap, and compaction would
 * rewrite bodies for ever.
 */
record Family(String name) {
  /** Small rows: who we are, what was promised, how each log begins and ends. */
  static final Family META = new Family("meta");

  /** Entries that outlive the log's head, and intact copies of those that the log lost. */
  static final Family KEPT = new Family("kept");

  /** The rows of checkpoints. */
  static final Family STATE = new Family("state");

  static final List<Family> SHARED = List.of(META, KEPT, STATE);

  private static final String LOG_OF = "log.";

  /** Entries by index. Bodies are written to a file once and never again. */
  static Family logOf(GroupId group) {
    return new Family(LOG_OF + group.name());
  }

  boolean isLog() {
    return name.startsWith(LOG_OF);
  }

  byte[] nameBytes() {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
