package io.quorate.replication.port;

import java.util.UUID;

/** The last stop. Production ends the process; a test fails. Neither call waits for anything. */
public interface FaultHandler {
  /**
   * A broken invariant, a damaged store, an entry nobody understands: this node must not go on. The
   * first reason is the last word; nothing that is asked for later, or was asked for and is not yet
   * done, is done any more. May return: the caller must not go on all the same.
   */
  void halt(String reason);

  /**
   * The disk of this identity has forgotten something that it had promised or accepted. It must
   * take a new one, so that nobody believes it until it is let in again; the core stays silent
   * until {@code onIdentityRenewed}. Of no effect if the disk has another identity by now, which
   * the core is then about to be told.
   */
  void renounce(UUID storageUuid, String reason);
}
