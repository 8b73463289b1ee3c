package io.quorate.replication.model;

/**
 * What a snapshot holds: the state after applying {@code end.index()}, no more and no less (I16).
 *
 * @param end of the log up to the entry that was applied last
 * @param config in effect at that entry
 * @param digest of the state machine after that entry
 * @param genesis entry 1's payload, so that a coordinator that forgot can be told again
 */
public record SnapshotManifest(LogEnd end, ReplicaSet config, long digest, byte[] genesis) {}
