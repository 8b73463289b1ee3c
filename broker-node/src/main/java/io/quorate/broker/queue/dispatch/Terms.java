package io.quorate.broker.queue.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * How a subscriber takes messages.
 *
 * @param filterKey subscribers of a source with equal keys want the same messages; empty: all
 * @param filter null: all messages
 * @param preSettled acknowledged before they are handed over, at most once
 * @param lockNanos how long it may hold a message
 * @param unsettledMax how many it may hold
 */
public record Terms(
    String filterKey,
    @Nullable MessageFilter filter,
    boolean preSettled,
    long lockNanos,
    int unsettledMax) {}
