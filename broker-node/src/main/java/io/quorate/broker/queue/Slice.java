package io.quorate.broker.queue;

/**
 * Messages side by side: their positions rise by one, and so do their refs, within one entry.
 *
 * @param bytes of all of them together
 * @param expiresMillis of each; 0: never
 */
public record Slice(long position, long ref, int count, long bytes, long expiresMillis) {
  /** Some of them; their share of the bytes is rounded down. */
  Slice part(int from, int length) {
    return from == 0 && length == count
        ? this
        : new Slice(position + from, ref + from, length, bytes * length / count, expiresMillis);
  }

  boolean isExpired(long nowMillis) {
    return expiresMillis != 0 && expiresMillis <= nowMillis;
  }
}
