package io.quorate.election;

import java.time.Duration;

/** Events of the session. All run on the coordination's thread and must only enqueue. */
public interface CoordinationListener {

  void onConnection(ConnectionState state);

  /** The session time-out that the coordinator granted; it may differ from the one asked for. */
  void onSessionNegotiated(Duration sessionTimeout);

  void onBootConfirmed();

  /**
   * The coordinator has seen a start that this disk does not know: it is an older image of itself.
   */
  void onRolledBack(long unknownStart);

  /**
   * Another living process seems to use the same storage identity. A hint, repeated while it lasts.
   */
  void onTwin(String owner);

  /**
   * A bug or an error on the coordination's thread. The thread goes on; the node decides whether it
   * may.
   */
  void onFault(Throwable fault);
}
