package io.quorate.broker.queue;

/**
 * Messages side by side: their positions rise by one, and so do their refs, within one entry.
 *
 * @param bytes of all of them together
 * @param expiresMillis of each; 0: never
 */
public record Slice(long position, long ref, int count, long bytes, long expiresMillis) {}
