package io.quorate.replication.model;

import org.jspecify.annotations.Nullable;

/** One row of a state machine's checkpoint; no value means that the row is gone. */
public record Row(byte[] key, byte @Nullable [] value) {}
