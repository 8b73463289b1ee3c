package io.quorate.client.internal;

import io.quorate.client.admin.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code host:port,host:port} or {@code failover:(host:port,host:port)?option=value&…}, with the
 * names that ActiveMQ's failover transport gave the options.
 *
 * @param sendTimeout if the URL says one
 * @param withoutEffect options of ActiveMQ that are understood and not needed here
 */
public record FailoverUrl(
    List<NodeAddress> nodes,
    ReconnectPolicy reconnect,
    Optional<Duration> sendTimeout,
    List<String> withoutEffect) {
  private static final Pattern TEXT =
      Pattern.compile("(?:failover:(?://)?)?(?:\\(([^()]*)\\)|([^()?]*))(?:\\?(.*))?");

  private static final Set<String> USED =
      Set.of(
          "timeout",
          "initialReconnectDelay",
          "reconnectDelay",
          "maxReconnectDelay",
          "useExponentialBackOff",
          "reconnectDelayExponent",
          "backOffMultiplier",
          "maxReconnectAttempts",
          "startupMaxReconnectAttempts",
          "randomize",
          "warnAfterReconnectAttempts");

  /**
   * All nodes are known and watched, unconfirmed messages always kept: there is nothing to choose.
   */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "backup",
          "backupPoolSize",
          "priorityBackup",
          "priorityURIs",
          "trackMessages",
          "maxCacheSize",
          "trackTransactionProducers",
          "updateURIsSupported",
          "updateURIsURL",
          "rebalanceUpdateURIs",
          "reconnectSupported");

  private static final int DELAY_MILLIS_MAX = 300_000;

  public static FailoverUrl parse(String url) {
    Matcher matcher = TEXT.matcher(url.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          ("expected host:port,host:port or failover:(host:port,host:port)?option=value,"
                  + " found '%s'")
              .formatted(url));
    }
    String nodes = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    Options options = new Options(matcher.group(3) == null ? "" : matcher.group(3));
    return new FailoverUrl(
        nodes(nodes), options.reconnect(), options.sendTimeout(), options.withoutEffect);
  }

  private static List<NodeAddress> nodes(String text) {
    List<NodeAddress> nodes = new ArrayList<>();
    for (String node : text.split(",", -1)) {
      String address = node.strip();
      nodes.add(NodeAddress.parse(address.startsWith("tcp://") ? address.substring(6) : address));
    }
    return nodes.stream().distinct().toList();
  }

  /** The part after the question mark, each option checked once. */
  private static final class Options {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> withoutEffect = new ArrayList<>();

    Options(String query) {
      if (!query.isEmpty()) {
        for (String option : query.split("&", -1)) {
          take(option);
        }
      }
    }

    private void take(String option) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      if (WITHOUT_EFFECT.contains(name) || name.startsWith("nested.")) {
        withoutEffect.add(name);
      } else if (!USED.contains(name)) {
        Set<String> known = new TreeSet<>(USED);
        known.addAll(WITHOUT_EFFECT);
        throw new IllegalArgumentException(
            "unknown option '%s' in the URL%s".formatted(name, NearestName.hint(name, known)));
      } else if (equals < 0 || values.put(name, option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "expected the option %s once in the URL, with a value".formatted(name));
      }
    }

    ReconnectPolicy reconnect() {
      ReconnectPolicy standard = ReconnectPolicy.DEFAULT;
      long initial =
          number(
              values.containsKey("initialReconnectDelay")
                  ? "initialReconnectDelay"
                  : "reconnectDelay",
              1,
              DELAY_MILLIS_MAX,
              standard.initialDelay().toMillis());
      long max =
          number(
              "maxReconnectDelay",
              1,
              DELAY_MILLIS_MAX,
              Math.max(initial, standard.maxDelay().toMillis()));
      if (max < initial) {
        throw new IllegalArgumentException(
            "expected maxReconnectDelay to be %d ms at least, as the delay it begins with, found %d"
                .formatted(initial, max));
      }
      return new ReconnectPolicy(
          Duration.ofMillis(initial),
          Duration.ofMillis(max),
          flag("useExponentialBackOff", standard.exponential()),
          exponent(standard.exponent()),
          (int) number("maxReconnectAttempts", -1, Integer.MAX_VALUE, standard.attemptsMax()),
          (int)
              number(
                  "startupMaxReconnectAttempts",
                  -1,
                  Integer.MAX_VALUE,
                  standard.startupAttemptsMax()),
          flag("randomize", standard.randomize()),
          (int)
              number(
                  "warnAfterReconnectAttempts",
                  0,
                  Integer.MAX_VALUE,
                  standard.warnAfterAttempts()));
    }

    Optional<Duration> sendTimeout() {
      return values.containsKey("timeout")
          ? Optional.of(Duration.ofMillis(number("timeout", 10, DELAY_MILLIS_MAX, 0)))
          : Optional.empty();
    }

    private long number(String name, long minimum, long maximum, long standard) {
      String text = values.get(name);
      if (text == null) {
        return standard;
      }
      try {
        long value = Long.parseLong(text);
        if (value >= minimum && value <= maximum) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, with the bounds.
      }
      throw new IllegalArgumentException(
          "expected a number from %d to %d for %s in the URL, found '%s'"
              .formatted(minimum, maximum, name, text));
    }

    private double exponent(double standard) {
      String name =
          values.containsKey("backOffMultiplier") ? "backOffMultiplier" : "reconnectDelayExponent";
      String text = values.get(name);
      if (text == null) {
        return standard;
      }
      try {
        double value = Double.parseDouble(text);
        if (value >= 1 && value <= 100) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Told below, with the bounds.
      }
      throw new IllegalArgumentException(
          "expected a number from 1 to 100 for %s in the URL, found '%s'".formatted(name, text));
    }

    private boolean flag(String name, boolean standard) {
      String text = values.get(name);
      if (text == null) {
        return standard;
      }
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true");
      }
      throw new IllegalArgumentException(
          "expected true or false for %s in the URL, found '%s'".formatted(name, text));
    }
  }
}
