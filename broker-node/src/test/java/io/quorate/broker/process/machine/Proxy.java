package io.quorate.broker.process.machine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Listens for one host on behalf of another, and passes on what comes, either way, while the gate
 * of that way is open. Behind a shut one everything waits: bytes, the end of a connection, and a
 * new one, which is taken and hears nothing. Has threads of its own.
 */
final class Proxy implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 256;
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final InetSocketAddress target;
  private final Gate forth;
  private final Gate back;
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> clients = new LinkedHashSet<>();

  /**
   * Listens from now on.
   *
   * @param listen its port 0: any that is free
   * @param forth to the target
   */
  Proxy(InetSocketAddress listen, InetSocketAddress target, Gate forth, Gate back)
      throws IOException {
    this.target = target;
    this.forth = forth;
    this.back = back;
    server.bind(listen);
    startThread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void startThread(Runnable work) {
    Thread thread = new Thread(work, "proxy-of-" + target);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (admit(client)) {
          startThread(() -> serve(client));
        } else {
          client.close();
        }
      }
    } catch (IOException e) {
      // It was closed, which is how it ends.
    }
  }

  private synchronized boolean admit(Socket client) {
    return !server.isClosed() && clients.size() < CONNECTIONS_MAX && clients.add(client);
  }

  private synchronized void forget(Socket client) {
    clients.remove(client);
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket()) {
      forth.awaitOpen();
      back.awaitOpen();
      upstream.connect(target, CONNECT_MILLIS_MAX);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Thread answers = new Thread(() -> pass(upstream, client, back), "answers-of-" + target);
      answers.setDaemon(true);
      answers.start();
      pass(client, upstream, forth);
      answers.join();
    } catch (IOException e) {
      // Nobody listens there: the client learns it by the end of its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forget(client);
    }
  }

  private static void pass(Socket from, Socket to, Gate gate) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        gate.awaitOpen();
        out.write(buffer, 0, length);
      }
      gate.awaitOpen();
      to.shutdownOutput();
    } catch (IOException e) {
      breakOff(from, to, gate);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A reset does not pass a shut gate either. */
  private static void breakOff(Socket from, Socket to, Gate gate) {
    try {
      gate.awaitOpen();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(from);
    close(to);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  @Override
  public void close() {
    close(server);
    synchronized (this) {
      clients.forEach(Proxy::close);
    }
  }
}
