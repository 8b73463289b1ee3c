package io.quorate.replication.sim;

/**
 * Unwinds the turn of a process that has just died; an error, so that no code takes it for its own.
 */
final class ProcessEnded extends Error {
  private static final long serialVersionUID = 1L;

  ProcessEnded(String why) {
    super(why, null, false, false);
  }
}
