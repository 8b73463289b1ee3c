package io.quorate.replication.message;

import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogOutline;

/**
 * What a node's log holds, from the durable log only.
 *
 * @param corrupt there but unreadable: unknown, not absent
 * @param commitHint the highest index the node knows to be committed
 */
public record Inventory(LogOutline outline, IndexRanges corrupt, long commitHint) {}
