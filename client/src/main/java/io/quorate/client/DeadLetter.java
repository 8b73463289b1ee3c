package io.quorate.client;

import java.time.Instant;

/**
 * Why a message is in a dead-letter queue.
 *
 * @param origin where it could not be delivered
 * @param attempts how many failed there
 */
public record DeadLetter(Destination origin, String reason, int attempts, Instant since) {}
