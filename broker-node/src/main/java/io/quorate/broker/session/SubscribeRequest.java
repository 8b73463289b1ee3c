package io.quorate.broker.session;

import io.quorate.broker.queue.DestinationKind;

/**
 * What a consumer wants.
 *
 * @param destination a name; for topics also a pattern
 * @param selector empty: all
 * @param subscription name of a durable or shared one; empty: neither
 * @param browse shows what waits and changes nothing
 * @param preSettled acknowledged as they are dispatched
 * @param lockMillis 0: as the queue says
 */
public record SubscribeRequest(
    DestinationKind kind,
    String destination,
    String selector,
    String subscription,
    boolean durable,
    boolean shared,
    boolean noLocal,
    boolean browse,
    boolean preSettled,
    long lockMillis,
    int creditMessages,
    long creditBytes) {}
