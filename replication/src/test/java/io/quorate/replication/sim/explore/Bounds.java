package io.quorate.replication.sim.explore;

/**
 * How far an exploration goes.
 *
 * @param depth of a path: a step counts one, a proposed value or a disturbance two
 * @param values proposed, each once
 * @param disturbances that are not messages: a crash, a wipe, a stalled disk, a tick; one of each
 * @param statesMax after which the exploration ends wherever it is
 */
public record Bounds(int depth, int values, int disturbances, int statesMax) {
  /** Up to three epochs; whoever is given one again spends a claim on it. */
  static final int CLAIMS = 3;
}
