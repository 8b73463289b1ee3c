package io.quorate.replication.grpc;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Says what is wrong when it changes, not each time it is met. */
final class SaidOnce {
  private final Logger log;
  private @Nullable String last;

  SaidOnce(Logger log) {
    this.log = log;
  }

  synchronized void warn(String what) {
    if (!what.equals(last)) {
      log.warn(what);
      last = what;
    }
  }

  synchronized void forget() {
    last = null;
  }
}
