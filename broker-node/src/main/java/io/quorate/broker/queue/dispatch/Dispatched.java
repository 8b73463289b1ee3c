package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.DeadLetter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a subscriber.
 *
 * @param tag ascending within the subscriber
 * @param position within its source; -1: it has none
 * @param ref where it is in the log; 0: it is not
 */
public record Dispatched(
    long tag,
    long position,
    long ref,
    ByteBuffer message,
    boolean redelivered,
    int attempts,
    long storedMillis,
    long expiresMillis,
    @Nullable DeadLetter deadLetter) {}
