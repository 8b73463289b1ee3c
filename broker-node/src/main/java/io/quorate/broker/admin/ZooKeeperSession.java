package io.quorate.broker.admin;

import java.util.Locale;

/** The session with ZooKeeper. */
public enum ZooKeeperSession {
  CONNECTED,
  SUSPENDED,
  LOST;

  /** As a label of a metric. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
