package io.quorate.client;

/** Why something failed. */
public enum Reason {
  /** The node asked is not the master; the client goes on looking for it until the deadline. */
  NOT_MASTER,
  /** The master is still on its way to serving. */
  NOT_READY,
  OVERLOADED,
  /** The disk has reached the mark up to which messages are taken. */
  DISK_FULL,
  QUEUE_FULL,
  /** Fewer than a majority of the nodes answer. */
  NO_QUORUM,
  PAUSED,
  INVALID,
  TOO_LARGE,
  NOT_FOUND,
  ALREADY_EXISTS,
  IN_USE,
  NOT_ALLOWED,
  LIMIT_REACHED,
  INVALID_SELECTOR,
  SEQUENCE_GAP,
  /** The broker has forgotten this producer, which was silent for days. */
  PRODUCER_EXPIRED,
  TRANSACTION_ROLLED_BACK,
  OUTCOME_UNKNOWN,
  EXPIRED,
  UNSUPPORTED,
  /** No node answered, or none that answered is master. */
  UNREACHABLE,
  /** No answer within the time set. */
  TIMED_OUT,
  /** As much as may be unconfirmed at a time is unconfirmed. */
  WINDOW_FULL,
  /** The client, producer or consumer was closed. */
  CLOSED,
  /** The waiting thread was interrupted; its flag is set again. */
  INTERRUPTED,
  /** The broker is newer than this client and named a reason that it does not know. */
  UNSPECIFIED
}
