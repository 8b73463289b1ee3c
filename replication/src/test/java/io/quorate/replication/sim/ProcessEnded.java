package io.quorate.replication.sim;

/** Unwinds the turn of a process that has just died. */
final class ProcessEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProcessEnded(String why) {
    super(why, null, false, false);
  }
}
