package io.quorate.broker.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Ports that nobody listens on, below those that outgoing connections are given. */
public final class FreePorts {
  private static final int FROM = 20_000;
  private static final int TO = 32_000;

  private int next = RandomGenerator.getDefault().nextInt(FROM, TO);

  /** Never the same twice, as long as there are some thousand. */
  public int next() {
    for (int tried = FROM; tried < TO; tried++) {
      next = next + 1 < TO ? next + 1 : FROM;
      if (isFree(next)) {
        return next;
      }
    }
    throw new IllegalStateException("no free port from %d to %d".formatted(FROM, TO));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
