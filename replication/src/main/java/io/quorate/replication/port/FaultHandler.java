package io.quorate.replication.port;

/** The last stop. Production ends the process; a test fails. */
public interface FaultHandler {
  /** A broken invariant, a damaged store, an entry nobody understands: this node must not go on. */
  void halt(String reason);

  /**
   * This disk has forgotten something that it had promised or accepted. It must take a new
   * identity, so that nobody believes it until it is let in again; the core stays silent until
   * {@code onIdentityRenewed}.
   */
  void renounce(String reason);
}
