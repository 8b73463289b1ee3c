package io.quorate.broker.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** A key of the configuration, as its record component declares it. */
record ConfigKey(String path, Class<?> type, Key declared) {

  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** {@code replication.quorumTimeout} is {@code QUORATE_REPLICATION_QUORUM_TIMEOUT}. */
  String environmentName() {
    String words = WORD_START.matcher(path).replaceAll("_").replace('.', '_');
    return "QUORATE_" + words.toUpperCase(Locale.ROOT);
  }

  boolean isRequired() {
    return declared.required();
  }

  boolean isSecret() {
    return declared.secret();
  }

  ValueType valueType() {
    return ValueType.of(type);
  }
}
