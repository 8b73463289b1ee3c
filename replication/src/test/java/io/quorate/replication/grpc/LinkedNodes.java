package io.quorate.replication.grpc;

import static org.awaitility.Awaitility.await;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Several nodes' links in one process, each startable and stoppable; every start is a new life. */
final class LinkedNodes implements AutoCloseable {
  private record Running(
      Member member, PeerLinks links, RecordingListener listener, PeerSender sender) {}

  private final String cluster;
  private final List<PeerAddress> addresses;
  private final Map<Integer, Running> running = new ConcurrentHashMap<>();
  private final Map<Integer, PeerTls> tls = new ConcurrentHashMap<>();
  private long incarnations = 100;

  LinkedNodes(String cluster, int count) {
    this(cluster, addresses(count));
  }

  private LinkedNodes(String cluster, List<PeerAddress> addresses) {
    this.cluster = cluster;
    this.addresses = addresses;
  }

  /** Nodes with the same numbers and addresses that belong to another cluster. */
  LinkedNodes sameAddressesAs(String otherCluster) {
    return new LinkedNodes(otherCluster, addresses);
  }

  void secure(int node, PeerTls files) {
    tls.put(node, files);
  }

  private static List<PeerAddress> addresses(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<PeerAddress> addresses = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        addresses.add(
            new PeerAddress(NodeId.of(i + 1), "127.0.0.1", sockets.get(i).getLocalPort()));
        sockets.get(i).close();
      }
      return addresses;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAll() throws IOException {
    for (PeerAddress address : addresses) {
      start(address.node().number());
    }
  }

  void start(int node) throws IOException {
    Member member = new Member(NodeId.of(node), incarnations++);
    NodeIdentity identity =
        new NodeIdentity(cluster, member, storage(node), 1, 1, 1, "client:" + node);
    PeerLinks links =
        new PeerLinks(
            identity,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port(node)),
            addresses,
            tls.get(node),
            LinkSettings.DEFAULT);
    RecordingListener listener = new RecordingListener();
    PeerSender sender = links.join(GroupId.MAIN, listener);
    running.put(node, new Running(member, links, listener, sender));
    links.start();
  }

  void stop(int node) {
    take(node).links().close();
  }

  /** As the end of a process: nobody waits for it. */
  void stopSoon(int node) {
    new Thread(() -> stop(node)).start();
  }

  private Running take(int node) {
    Running stopped = running.get(node);
    if (stopped == null) {
      throw new IllegalStateException("node " + node + " is not running");
    }
    return stopped;
  }

  ServerSocket listenMutelyAt(int node) throws IOException {
    return new ServerSocket(port(node), 50, InetAddress.getLoopbackAddress());
  }

  void awaitConnected(int from, int to) {
    await().until(() -> links(from).isConnected(NodeId.of(to)));
  }

  int port(int node) {
    return addresses.get(node - 1).port();
  }

  UUID storage(int node) {
    return new UUID(0, node);
  }

  Member member(int node) {
    return take(node).member();
  }

  PeerLinks links(int node) {
    return take(node).links();
  }

  RecordingListener listener(int node) {
    return take(node).listener();
  }

  PeerSender sender(int node) {
    return take(node).sender();
  }

  @Override
  public void close() {
    running.values().forEach(node -> node.links().close());
  }
}
