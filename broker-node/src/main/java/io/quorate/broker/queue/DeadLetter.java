package io.quorate.broker.queue;

/** Why and whence a message came to a dead-letter queue. */
public record DeadLetter(Address origin, String reason, int attempts, long deadMillis) {}
