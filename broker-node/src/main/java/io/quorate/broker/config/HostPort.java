package io.quorate.broker.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host, as name or address, and a port. Nothing is resolved here. Port 0 means: any free one, and
 * is only for listening.
 */
public record HostPort(String host, int port) {

  static final String EXPECTED =
      "an address as host:port, such as broker1.example.org:61619 or [::1]:61619";
  static final int PORT_MAX = 65_535;

  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])" + ":(\\d{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

  public HostPort {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port from 0 to " + PORT_MAX + ", not " + port);
    }
  }

  /**
   * Reads what others can dial, so the port must not be 0. The exception's text says what was
   * expected.
   */
  public static HostPort parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(EXPECTED + ", with a port from 1 to " + PORT_MAX);
    }
    return new HostPort(withoutBrackets(matcher.group(1)), port);
  }

  /** Judged by the text alone: any other name counts as reachable from outside. */
  public boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
