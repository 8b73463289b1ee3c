package io.quorate.broker.process;

import java.util.Locale;

/** What is done to a cluster under load. */
enum Fault {
  /** {@code kill -9} of the master, started again after 0 to 5 s. */
  KILL_MASTER,
  /** A replica is killed and comes back, and only then the master is killed. */
  KILL_REPLICA_THEN_MASTER,
  /** A replica and the master are killed; a majority is there only when one comes back. */
  KILL_REPLICA_AND_MASTER,
  /** SIGSTOP of the master for 5 to 20 s, then SIGCONT. */
  PAUSE_MASTER,
  /** All nodes are killed at once and come back after 0 to 5 s each. */
  KILL_ALL,
  /** A replica loses its disk and is let in again. */
  WIPE_AND_READMIT,
  ZOOKEEPER_STOP,
  HAND_OVER,
  /** SIGTERM of the master, which hands over first. */
  TERMINATE_MASTER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Fault of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
