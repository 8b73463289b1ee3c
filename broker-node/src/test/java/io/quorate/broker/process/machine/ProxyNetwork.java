package io.quorate.broker.process.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts that are addresses of the loopback interface, which on Linux needs no rights. Each reaches
 * each other one by a proxy of its own.
 */
public final class ProxyNetwork implements Network {
  private record Way(String from, String to) {}

  private record Road(Way way, int port) {}

  private final Subnet subnet;
  private final Map<Way, Gate> gates = new HashMap<>();
  private final Map<Road, Proxy> proxies = new HashMap<>();

  /**
   * Builds it.
   *
   * @param hosts short names
   */
  public ProxyNetwork(List<String> hosts) {
    subnet = new Subnet(127, hosts);
  }

  @Override
  public String address(String host) {
    return subnet.address(host);
  }

  @Override
  public synchronized String road(String from, String to, int port) {
    Proxy proxy =
        proxies.computeIfAbsent(new Road(new Way(from, to), port), road -> proxy(from, to, port));
    return subnet.middle() + ":" + proxy.port();
  }

  private Proxy proxy(String from, String to, int port) {
    try {
      return new Proxy(
          new InetSocketAddress(subnet.middle(), 0),
          new InetSocketAddress(address(to), port),
          gate(from, to),
          gate(to, from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Gate gate(String from, String to) {
    return gates.computeIfAbsent(new Way(from, to), way -> new Gate());
  }

  @Override
  public List<String> prefix(String host) {
    return List.of();
  }

  @Override
  public synchronized void cut(String from, String to) {
    gate(from, to).shut();
  }

  @Override
  public synchronized void mend(String from, String to) {
    gate(from, to).open();
  }

  @Override
  public synchronized void mendAll() {
    gates.values().forEach(Gate::open);
  }

  @Override
  public synchronized void close() {
    proxies.values().forEach(Proxy::close);
    mendAll();
  }
}
