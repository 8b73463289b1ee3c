package io.quorate.election.zookeeper;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.ZooDefs.OpCode;

/**
 * Stands between a node and ZooKeeper and can lose the answer to the next transaction: the request
 * reaches the server, the answer does not come back, the connection breaks.
 */
final class LossyProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicInteger lost = new AtomicInteger();

  LossyProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    spawn(this::acceptConnections);
  }

  String connectString() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  void loseTheAnswerToTheNextTransaction() {
    armed.set(true);
  }

  int lostAnswers() {
    return lost.get();
  }

  private void acceptConnections() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      sockets.add(client);
      sockets.add(server);
      AtomicBoolean losing = new AtomicBoolean();
      spawn(() -> forwardRequests(client, server, losing));
      spawn(() -> forwardAnswers(server, client, losing));
    }
  }

  private void forwardRequests(Socket from, Socket to, AtomicBoolean losing) throws IOException {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      while (true) {
        byte[] packet = readPacket(in);
        boolean isTransaction =
            packet.length >= 8 && ByteBuffer.wrap(packet).getInt(4) == OpCode.multi;
        if (isTransaction && armed.compareAndSet(true, false)) {
          losing.set(true);
        }
        writePacket(out, packet);
      }
    }
  }

  private void forwardAnswers(Socket from, Socket to, AtomicBoolean losing) throws IOException {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      while (true) {
        byte[] packet = readPacket(in);
        if (losing.get()) {
          lost.incrementAndGet();
          return;
        }
        writePacket(out, packet);
      }
    }
  }

  private static byte[] readPacket(DataInputStream in) throws IOException {
    byte[] packet = new byte[in.readInt()];
    in.readFully(packet);
    return packet;
  }

  private static void writePacket(DataOutputStream out, byte[] packet) throws IOException {
    out.writeInt(packet.length);
    out.write(packet);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void spawn(Forwarding forwarding) {
    Thread thread =
        new Thread(
            () -> {
              try {
                forwarding.run();
              } catch (IOException closed) {
                // One side has gone; the other follows.
              }
            },
            "lossy-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Forwarding {
    void run() throws IOException;
  }
}
