package io.quorate.replication.message;

import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogOutline;

/**
 * What a node's log holds, from the durable log only.
 *
 * @param corrupt there but unreadable: unknown, not absent
 */
public record Inventory(LogOutline outline, IndexRanges corrupt) {}
