package io.quorate.broker.queue.selector;

/**
 * How numbers are written: as in Java, but that exact ones are of type long with or without their
 * suffix, since JMS gives them its range.
 */
final class NumberText {

  private static final String HEX_PREFIX = "0x";
  private static final int OCTAL = 8;
  private static final int HEX = 16;

  private NumberText() {}

  /** Throws {@link NumberFormatException} also for what is out of range. */
  static Number parse(boolean negative, String text) {
    String digits = text.endsWith("l") || text.endsWith("L") ? withoutLast(text) : text;
    if (text.regionMatches(true, 0, HEX_PREFIX, 0, HEX_PREFIX.length())) {
      return bits(negative, digits.substring(HEX_PREFIX.length()), HEX);
    }
    if (!digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return approximate(negative, text);
    }
    if (digits.length() > 1 && digits.startsWith("0")) {
      return bits(negative, digits, OCTAL);
    }
    // The sign comes first: the smallest long has no positive twin.
    return Long.parseLong((negative ? "-" : "") + digits);
  }

  /** As in Java, the sixty-fourth bit is the sign. */
  private static Number bits(boolean negative, String digits, int radix) {
    long value = Long.parseUnsignedLong(digits, radix);
    return negative ? -value : value;
  }

  private static Number approximate(boolean negative, String text) {
    if (text.endsWith("f") || text.endsWith("F")) {
      float value = Float.parseFloat(text);
      requireFinite(value, text);
      return negative ? -value : value;
    }
    double value = Double.parseDouble(text);
    requireFinite(value, text);
    return negative ? -value : value;
  }

  private static void requireFinite(double value, String text) {
    if (Double.isInfinite(value)) {
      throw new NumberFormatException(text);
    }
  }

  private static String withoutLast(String text) {
    return text.substring(0, text.length() - 1);
  }
}
