package io.quorate.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Bodies of one producer: noise that no compression makes smaller, a number, and a time. */
final class Body {
  private final byte[] noise;

  Body(int bytes, long seed) {
    noise = new byte[bytes];
    new SplittableRandom(seed).nextBytes(noise);
  }

  byte[] of(long number, long sentNanos) {
    byte[] body = noise.clone();
    ByteBuffer.wrap(body).putLong(number).putLong(sentNanos);
    return body;
  }

  static long sentNanos(byte[] body) {
    return ByteBuffer.wrap(body).getLong(Long.BYTES);
  }
}
