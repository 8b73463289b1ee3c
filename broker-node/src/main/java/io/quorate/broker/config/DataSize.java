package io.quorate.broker.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes. Units are powers of 1024, however they are spelled: {@code 64MiB}, {@code
 * 64m}, {@code 64 MB}.
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

  static final String EXPECTED = "a size such as 512KiB, 64MiB or 1g";

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18})\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgt";

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of 0 bytes or more, not " + bytes);
    }
  }

  /**
   * Reads {@code 64MiB}, {@code 1g} or a plain number of bytes. The exception's text says what was
   * expected.
   */
  public static DataSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    int power =
        UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT))
            + (matcher.group(2).isEmpty() ? 0 : 1);
    try {
      return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power)));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(EXPECTED + ", below 8 EiB", tooLarge);
    }
  }

  /** The bytes where an API takes an int; the key's upper bound makes sure that they fit. */
  public int bytesAsInt() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact spelling, which {@link #parse} reads back. */
  @Override
  public String toString() {
    long amount = bytes;
    int power = 0;
    while (amount > 0 && amount % 1024 == 0 && power < UNITS.length()) {
      amount /= 1024;
      power++;
    }
    return power == 0
        ? amount + "B"
        : amount + UNITS.substring(power - 1, power).toUpperCase(Locale.ROOT) + "iB";
  }
}
