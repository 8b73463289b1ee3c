package io.quorate.broker.admin;

import java.util.Locale;

/** What a node is in a group. */
public enum GroupRole {
  MASTER,
  CANDIDATE,
  REPLICA,
  LEARNER;

  /** As a label of a metric. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
