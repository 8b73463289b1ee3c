package io.quorate.broker.session;

/** What a group takes of its node's disk, approximately, and what is left. */
public record DiskFigures(long logBytes, long keptBytes, long stateBytes, long freeBytes) {}
