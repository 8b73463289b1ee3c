package io.quorate.broker.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How durations are written: a whole number and its unit. A bare number is refused, since readers
 * disagree on its unit.
 */
final class DurationText {

  static final String EXPECTED = "a duration with its unit, such as 150ms, 15s or 2m";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS_OF_UNIT =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final List<String> LARGEST_FIRST = List.of("d", "h", "m", "s");

  private DurationText() {}

  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    long unitMillis = MILLIS_OF_UNIT.getOrDefault(matcher.group(2), 1L);
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unitMillis);
  }

  static String format(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : LARGEST_FIRST) {
      long unitMillis = MILLIS_OF_UNIT.getOrDefault(unit, 1L);
      if (millis > 0 && millis % unitMillis == 0) {
        return millis / unitMillis + unit;
      }
    }
    return millis + "ms";
  }
}
