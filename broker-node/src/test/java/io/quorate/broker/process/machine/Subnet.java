package io.quorate.broker.process.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and addresses of this process alone: several may have networks at the same time. */
final class Subnet {
  private static final int FIRST_HOST = 11;

  private final String tag;
  private final String prefix;
  private final Map<String, String> addresses = new LinkedHashMap<>();

  /**
   * Gives each host its address.
   *
   * @param network the first byte of all addresses
   */
  Subnet(int network, List<String> hosts) {
    long number = ProcessHandle.current().pid() % 50_000;
    tag = "q" + Long.toString(number, Character.MAX_RADIX);
    prefix = "%d.%d.%d.".formatted(network, 50 + number / 250, number % 250);
    hosts.forEach(host -> addresses.put(host, prefix + (FIRST_HOST + addresses.size())));
  }

  /** What the names of all that is built begin with. */
  String tag() {
    return tag;
  }

  /** Of what is between the hosts. */
  String middle() {
    return prefix + 1;
  }

  List<String> hosts() {
    return List.copyOf(addresses.keySet());
  }

  String address(String host) {
    String address = addresses.get(host);
    if (address == null) {
      throw new IllegalArgumentException(
          "expected one of %s, found '%s'".formatted(addresses.keySet(), host));
    }
    return address;
  }
}
