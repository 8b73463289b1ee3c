package io.quorate.broker.session;

import io.quorate.broker.queue.DeadLetter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to a consumer.
 *
 * @param tag ascending within the consumer
 * @param message the bytes its producer encoded
 * @param attempts failed ones before this
 * @param brokerSequence its place in the log; 0: a volatile message
 */
public record Delivery(
    long tag,
    ByteBuffer message,
    boolean redelivered,
    int attempts,
    long brokerSequence,
    long storedMillis,
    long expiresMillis,
    @Nullable DeadLetter deadLetter) {}
