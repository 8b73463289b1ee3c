package io.quorate.broker.config;

import java.util.List;

/**
 * When a message is confirmed. One mode only; the word is kept because users of the replicated
 * LevelDB store look for it.
 */
public enum SyncMode {
  /** A majority has it synced to disk. */
  QUORUM_DISK;

  private static final List<String> WEAKER =
      List.of("quorum_mem", "remote_disk", "remote_mem", "local_disk", "local_mem");

  static SyncMode parse(String text) {
    if (text.equals("quorum_disk")) {
      return QUORUM_DISK;
    }
    throw new IllegalArgumentException(
        WEAKER.contains(text)
            ? "quorum_disk: the weaker modes confirm what a single failure can lose, and are not offered"
            : "quorum_disk");
  }

  @Override
  public String toString() {
    return "quorum_disk";
  }
}
