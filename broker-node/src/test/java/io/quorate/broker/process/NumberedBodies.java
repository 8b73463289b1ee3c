package io.quorate.broker.process;

import io.quorate.client.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Bodies of one size that differ by a number at their beginning, and do not compress. */
final class NumberedBodies {
  private static final long SEED = 1;

  private final byte[] pattern;

  /** At least the 8 bytes of the number. */
  NumberedBodies(int bytes) {
    pattern = new byte[bytes];
    new Random(SEED).nextBytes(pattern);
  }

  byte[] body(long number) {
    byte[] body = pattern.clone();
    ByteBuffer.wrap(body).putLong(number);
    return body;
  }

  /** Fails unless every byte is as it was sent. */
  long number(Message message) {
    byte[] body = message.body();
    long number = body.length < Long.BYTES ? -1 : ByteBuffer.wrap(body).getLong();
    if (!Arrays.equals(body, body(number))) {
      throw new AssertionError(
          "expected message %d of %d bytes as it was sent, found %d other bytes"
              .formatted(number, pattern.length, body.length));
    }
    return number;
  }
}
