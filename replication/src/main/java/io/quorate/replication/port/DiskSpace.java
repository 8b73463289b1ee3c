package io.quorate.replication.port;

/** How much of the data folder's disk is left, judged by the node's two marks. */
public enum DiskSpace {
  PLENTY,
  /** Below the soft mark: no more messages, everything that frees space goes on. */
  SCARCE,
  /** Below the hard mark: nothing is accepted that is not needed to free space. */
  NONE
}
