package io.quorate.client.admin;

/**
 * A durable subscription as the master sees it.
 *
 * @param clientId whose it is; empty: it is shared
 * @param topic a name or a pattern
 * @param selector empty: all messages
 * @param backlog how many messages wait for it
 */
public record SubscriptionStatus(
    String name,
    String clientId,
    String topic,
    String selector,
    boolean durable,
    boolean shared,
    boolean noLocal,
    long backlog,
    long inFlight,
    int consumers) {}
