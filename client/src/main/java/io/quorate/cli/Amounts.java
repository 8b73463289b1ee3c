package io.quorate.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and times as people write and read them. */
final class Amounts {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS_OF_UNIT =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final List<String> LARGEST_FIRST = List.of("d", "h", "m", "s");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18})\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
  private static final String SIZE_UNITS = "kmgt";
  private static final int KIB = 1024;

  private Amounts() {}

  /** {@code 500ms}, {@code 30s}, {@code 2h}; a bare 0 needs no unit. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (text.strip().equals("0")) {
      return Duration.ZERO;
    }
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "expected a duration with its unit, such as 150ms, 15s or 2m, found '%s'"
              .formatted(text));
    }
    long unitMillis = MILLIS_OF_UNIT.getOrDefault(matcher.group(2), 1L);
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unitMillis);
  }

  /** As {@link #duration} reads it. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : LARGEST_FIRST) {
      long unitMillis = MILLIS_OF_UNIT.getOrDefault(unit, 1L);
      if (millis > 0 && millis % unitMillis == 0) {
        return millis / unitMillis + unit;
      }
    }
    return millis + "ms";
  }

  /** The largest unit alone: {@code 3h}; nothing that never was: {@code -}. */
  static String age(Optional<Instant> since) {
    if (since.isEmpty()) {
      return "-";
    }
    long millis = Math.max(0, Duration.between(since.get(), Instant.now()).toMillis());
    for (String unit : LARGEST_FIRST) {
      long unitMillis = MILLIS_OF_UNIT.getOrDefault(unit, 1L);
      if (millis >= unitMillis) {
        return millis / unitMillis + unit;
      }
    }
    return "0s";
  }

  /** {@code 1.5 MiB}; exact below 1 KiB. */
  static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double amount = bytes;
    int power = 0;
    while (amount >= KIB && power < SIZE_UNITS.length()) {
      amount /= KIB;
      power++;
    }
    return String.format(
        Locale.ROOT,
        "%.1f %siB",
        amount,
        SIZE_UNITS.substring(power - 1, power).toUpperCase(Locale.ROOT));
  }

  /** One of an enum's words, as {@link #word(Enum)} writes them. */
  static <E extends Enum<E>> E word(Class<E> words, String text) {
    try {
      return Enum.valueOf(words, text.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "expected one of %s, found '%s'"
              .formatted(
                  Arrays.stream(words.getEnumConstants())
                      .map(Amounts::word)
                      .collect(Collectors.joining(", ")),
                  text));
    }
  }

  /** Not below 0: no option of ours has a use for that. */
  static long number(String text, long max) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw new TypeConversionException(
        "expected a number from 0 to %d, found '%s'".formatted(max, text));
  }

  /** {@code 1 message}, {@code 3 messages}. */
  static String count(long count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  /** As the command line writes it: {@code drop-oldest}. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code 64MiB}, {@code 1g} or a plain number of bytes. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Matcher matcher = SIZE.matcher(text.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "expected a size such as 512KiB, 64MiB or 1g, found '%s'".formatted(text));
      }
      String unit = matcher.group(2).toLowerCase(Locale.ROOT);
      int power = unit.isEmpty() ? 0 : SIZE_UNITS.indexOf(unit) + 1;
      try {
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
      } catch (ArithmeticException e) {
        throw new TypeConversionException(
            "expected a size below 8 EiB, found '%s'".formatted(text));
      }
    }
  }
}
