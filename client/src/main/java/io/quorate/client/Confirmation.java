package io.quorate.client;

/**
 * The broker has the message.
 *
 * @param epoch of the master that confirmed it
 * @param index of the log's entry that holds it; 0: it is only in memory
 * @param syncedNodes how many nodes were known to have it on disk, a majority at least; 0: it is
 *     only in memory
 * @param repeated whether it had been stored by an earlier attempt whose answer was lost
 */
public record Confirmation(
    Durability durability, long epoch, long index, int syncedNodes, boolean repeated) {}
