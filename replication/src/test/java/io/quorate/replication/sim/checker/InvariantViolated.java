package io.quorate.replication.sim.checker;

/** The world has shown a state that must not exist. */
public final class InvariantViolated extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  public InvariantViolated(String invariant, String what) {
    super(invariant + ": " + what);
    this.invariant = invariant;
  }

  public String invariant() {
    return invariant;
  }
}
