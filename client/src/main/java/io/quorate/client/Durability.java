package io.quorate.client;

/** How far a message had come when it was confirmed. */
public enum Durability {
  /** In the master's memory. Only messages that are marked {@link MessageBuilder#nonPersistent}. */
  MEMORY,
  /** Synced to the disks of a majority of the nodes. */
  QUORUM_DISK
}
