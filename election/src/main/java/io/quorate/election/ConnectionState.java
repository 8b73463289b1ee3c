package io.quorate.election;

/** What a node knows about its session with the coordinator. */
public enum ConnectionState {
  /** No session yet; trying for ever. */
  CONNECTING,
  /** The session stands. */
  CONNECTED,
  /** The connection broke; the session may still live and be resumed. */
  SUSPENDED,
  /** The session is given up: what it had created vanishes, if it has not already. */
  LOST
}
