package io.quorate.replication.sim.checker;

/** What a producer wanted to have appended. */
public record Operation(long producer, long sequence) {}
