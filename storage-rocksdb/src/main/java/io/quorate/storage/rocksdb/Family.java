package io.quorate.storage.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families. One write-ahead log serves them all, so one sync covers every group. */
enum Family {
  /** Small rows: who we are, what was promised, how each log begins and ends. */
  META,
  /** Entries by index. Bodies are written to a file once and never again. */
  LOG,
  /** Entries that outlive the log's head, and intact copies of those that the log lost. */
  KEPT,
  /** The rows of checkpoints. */
  STATE;

  byte[] nameBytes() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }
}
