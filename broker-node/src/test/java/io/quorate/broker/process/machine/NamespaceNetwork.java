package io.quorate.broker.process.machine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Network namespaces on one bridge; needs root. */
public final class NamespaceNetwork implements Network {
  private record Link(String from, String to) {}

  /** Nobody's address. */
  private static final String NOWHERE = "02:00:00:00:00:99";

  private final Subnet subnet;
  private final Set<Link> cut = new LinkedHashSet<>();
  private final Cleanup cleanup = new Cleanup();

  /**
   * Builds it.
   *
   * @param hosts short names
   */
  public NamespaceNetwork(List<String> hosts) {
    subnet = new Subnet(10, hosts);
    try {
      build();
    } catch (RuntimeException e) {
      cleanup.close();
      throw e;
    }
  }

  private void build() {
    String bridge = subnet.tag() + "b";
    cleanup.add("ip", "link", "del", bridge);
    Command.run("ip", "link", "add", bridge, "type", "bridge");
    Command.run("ip", "addr", "add", subnet.middle() + "/24", "dev", bridge);
    Command.run("ip", "link", "set", bridge, "up");
    subnet.hosts().forEach(host -> join(host, bridge));
  }

  private void join(String host, String bridge) {
    String namespace = namespace(host);
    String plug = subnet.tag() + host;
    cleanup.add("ip", "netns", "del", namespace);
    Command.run("ip", "netns", "add", namespace);
    Command.run(
        "ip", "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    Command.run("ip", "link", "set", plug, "master", bridge, "up");
    Command.run("ip", "-n", namespace, "addr", "add", address(host) + "/24", "dev", "eth0");
    Command.run("ip", "-n", namespace, "link", "set", "eth0", "up");
    Command.run("ip", "-n", namespace, "link", "set", "lo", "up");
  }

  private String namespace(String host) {
    return subnet.tag() + "-" + host;
  }

  @Override
  public String address(String host) {
    return subnet.address(host);
  }

  @Override
  public String road(String from, String to, int port) {
    return address(to) + ":" + port;
  }

  @Override
  public List<String> prefix(String host) {
    return List.of("ip", "netns", "exec", namespace(host));
  }

  @Override
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

  @Override
  public synchronized void mend(String from, String to) {
    if (cut.remove(new Link(from, to))) {
      Command.run("ip", "-n", namespace(from), "neigh", "del", address(to), "dev", "eth0");
    }
  }

  @Override
  public synchronized void mendAll() {
    List.copyOf(cut).forEach(link -> mend(link.from(), link.to()));
  }

  @Override
  public void close() {
    cleanup.close();
  }
}
