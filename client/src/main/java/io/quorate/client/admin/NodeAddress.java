package io.quorate.client.admin;

import io.quorate.client.QuorateClient;
import io.quorate.client.internal.FailoverUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a node listens for clients. An IPv6 address stands in brackets: {@code [::1]:61617}. */
public record NodeAddress(String host, int port) {
  public static final int PORT_DEFAULT = 61617;
  private static final int PORT_MAX = 65_535;
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::(\\d{1,5}))?");

  public NodeAddress {
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "expected a port from 1 to %d, found %d".formatted(PORT_MAX, port));
    }
  }

  /** The port may be left out. */
  public static NodeAddress parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected an address as host:port, such as broker1:61617, found '%s'".formatted(text));
    }
    String port = matcher.group(2);
    return new NodeAddress(matcher.group(1), port == null ? PORT_DEFAULT : Integer.parseInt(port));
  }

  /** What another node names, which is not to be trusted to make sense. */
  public static Optional<NodeAddress> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The nodes of a client's URL, in any form that {@link QuorateClient} takes. */
  public static List<NodeAddress> ofUrl(String url) {
    return FailoverUrl.parse(url).nodes();
  }

  /** One or more, with commas between. */
  public static List<NodeAddress> parseList(String text) {
    return Arrays.stream(text.split(",", -1)).map(NodeAddress::parse).distinct().toList();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
