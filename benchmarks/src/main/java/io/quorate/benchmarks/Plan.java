package io.quorate.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * What a run measures.
 *
 * @param rate messages a second, at a fixed pace; 0: as fast as the windows let them
 * @param heat for sending and receiving what is not measured, at the start of each round
 * @param killsPerRound of each system
 */
record Plan(
    List<Load> loads,
    int bodyBytes,
    int rate,
    Duration heat,
    Duration warmUp,
    Duration measured,
    int killsPerRound,
    boolean explains) {}
