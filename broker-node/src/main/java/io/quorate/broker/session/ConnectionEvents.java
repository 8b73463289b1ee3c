package io.quorate.broker.session;

/** What a connection is told unasked. */
public interface ConnectionEvents {
  /**
   * The connection is over, e.g. because this node is no longer master: {@code reason} names whom
   * to ask instead. Everything under way has been answered; nothing follows.
   */
  void closed(BrokerException reason);
}
