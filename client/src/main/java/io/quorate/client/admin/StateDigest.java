package io.quorate.client.admin;

/**
 * What two nodes that applied the same index must agree on.
 *
 * @param digest of the state
 * @param chain of the log
 */
public record StateDigest(long appliedIndex, long digest, long chain) {}
