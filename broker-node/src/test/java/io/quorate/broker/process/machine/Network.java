package io.quorate.broker.process.machine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Network namespaces on one bridge. Whoever is in none of them reaches them all. Every direction
 * between two can be cut by itself: what is sent gets lost without a word to the sender. Safe for
 * many threads.
 */
public final class Network implements AutoCloseable {
  private record Link(String from, String to) {}

  /** Nobody's address. */
  private static final String NOWHERE = "02:00:00:00:00:99";

  private static final int FIRST_HOST = 11;

  private final String tag;
  private final String subnet;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Set<Link> cut = new LinkedHashSet<>();
  private final Cleanup cleanup = new Cleanup();

  /**
   * Builds it.
   *
   * @param hosts short names
   */
  public Network(List<String> hosts) {
    // Of this process: several of them may have networks at the same time.
    long number = ProcessHandle.current().pid() % 50_000;
    tag = "q" + Long.toString(number, Character.MAX_RADIX);
    subnet = "10.%d.%d.".formatted(50 + number / 250, number % 250);
    try {
      build(hosts);
    } catch (RuntimeException e) {
      cleanup.close();
      throw e;
    }
  }

  private void build(List<String> hosts) {
    String bridge = tag + "b";
    cleanup.add("ip", "link", "del", bridge);
    Command.run("ip", "link", "add", bridge, "type", "bridge");
    Command.run("ip", "addr", "add", subnet + "1/24", "dev", bridge);
    Command.run("ip", "link", "set", bridge, "up");
    for (String host : hosts) {
      String address = subnet + (FIRST_HOST + addresses.size());
      addresses.put(host, address);
      join(host, address, bridge);
    }
  }

  private void join(String host, String address, String bridge) {
    String namespace = namespace(host);
    String plug = tag + host;
    cleanup.add("ip", "netns", "del", namespace);
    Command.run("ip", "netns", "add", namespace);
    Command.run(
        "ip", "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    Command.run("ip", "link", "set", plug, "master", bridge, "up");
    Command.run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
    Command.run("ip", "-n", namespace, "link", "set", "eth0", "up");
    Command.run("ip", "-n", namespace, "link", "set", "lo", "up");
  }

  private String namespace(String host) {
    return tag + "-" + host;
  }

  public String address(String host) {
    String address = addresses.get(host);
    if (address == null) {
      throw new IllegalArgumentException(
          "expected one of %s, found '%s'".formatted(addresses.keySet(), host));
    }
    return address;
  }

  /** What a command line begins with that is to run there. */
  public List<String> prefix(String host) {
    return List.of("ip", "netns", "exec", namespace(host));
  }

  /** What the one sends does not reach the other; the other way it goes on. */
  public synchronized void cut(String from, String to) {
    if (cut.add(new Link(from, to))) {
      Command.run(
          "ip",
          "-n",
          namespace(from),
          "neigh",
          "replace",
          address(to),
          "lladdr",
          NOWHERE,
          "dev",
          "eth0",
          "nud",
          "permanent");
    }
  }

  public synchronized void mend(String from, String to) {
    if (cut.remove(new Link(from, to))) {
      Command.run("ip", "-n", namespace(from), "neigh", "del", address(to), "dev", "eth0");
    }
  }

  public synchronized void mendAll() {
    List.copyOf(cut).forEach(link -> mend(link.from(), link.to()));
  }

  @Override
  public void close() {
    cleanup.close();
  }
}
