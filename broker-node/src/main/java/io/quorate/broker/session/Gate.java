package io.quorate.broker.session;

/** The one place where rights are asked for, below all heads. Any thread; must not block. */
@FunctionalInterface
public interface Gate {
  /** Until there are users and rights. */
  Gate ALLOW_ALL = (principal, verb, resource) -> true;

  enum Verb {
    CONNECT,
    SEND,
    RECEIVE,
    BROWSE,
    CREATE,
    UPDATE,
    DELETE,
    PURGE,
    PAUSE,
    MOVE,
    MONITOR
  }

  /**
   * Whether the principal may do this.
   *
   * @param resource a destination as its {@link io.quorate.broker.queue.Address} prints it, a
   *     subscription, or empty
   */
  boolean allowed(Principal principal, Verb verb, String resource);
}
