package io.quorate.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Where the servers of a benchmark listen: below what systems give to outgoing connections. */
final class Ports {
  static final String HOST = "127.0.0.1";
  static final int ZOOKEEPER = 22_181;

  private static final int CONNECT_MILLIS_MAX = 500;

  private Ports() {}

  static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS_MAX);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
