package io.quorate.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where the bodies come from that are sent, one after the other. */
interface Bodies {
  /** A message of this size is more than a broker takes; larger ones are not even read. */
  int BODY_BYTES_MAX = 16 << 20;

  /** Null: that was the last one. */
  byte @Nullable [] next() throws IOException;

  /** The same body several times. */
  static Bodies repeated(byte[] body, long count) {
    return new Bodies() {
      private long left = count;

      @Override
      public byte @Nullable [] next() {
        return left-- > 0 ? body : null;
      }
    };
  }

  /** All that there is. */
  static byte[] whole(InputStream in) throws IOException {
    byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      throw tooLarge("a body");
    }
    return body;
  }

  /** One body a line, without its line feed. */
  static Bodies lines(InputStream in) {
    BufferedInputStream bytes = new BufferedInputStream(in, 1 << 16);
    return () -> line(bytes);
  }

  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      if (line.size() > BODY_BYTES_MAX) {
        throw tooLarge("a line");
      }
      next = in.read();
    }
    return line.toByteArray();
  }

  private static IOException tooLarge(String what) {
    return new IOException(
        "expected %s of at most %s, found a larger one"
            .formatted(what, Amounts.bytes(BODY_BYTES_MAX)));
  }
}
