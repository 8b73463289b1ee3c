package io.quorate.broker.config;

/**
 * The configuration cannot be used. The message is for the operator and names everything that is
 * wrong.
 */
public final class ConfigException extends Exception {

  public ConfigException(String message) {
    super(message);
  }
}
