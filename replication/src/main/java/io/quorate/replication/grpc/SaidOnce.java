package io.quorate.replication.grpc;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;

/** Says what is wrong when it is new, not each time it is met. */
final class SaidOnce {
  private final Logger log;
  private final int remembered;
  private final Set<String> said = new HashSet<>();

  /**
   * @param remembered how many different troubles are told apart
   */
  SaidOnce(Logger log, int remembered) {
    this.log = log;
    this.remembered = remembered;
  }

  synchronized void warn(String what) {
    if (said.contains(what)) {
      return;
    }
    if (said.size() >= remembered) {
      said.clear();
    }
    said.add(what);
    log.warn(what);
  }

  /** All is well again: what comes next is worth a line. */
  synchronized void forget() {
    said.clear();
  }
}
