package io.quorate.broker.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Ports that nobody listens on, below those that outgoing connections are given. */
final class FreePorts {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int FROM = 20_000;
  private static final int TO = 32_000;

  /** Where one looks first is left to chance, so that two who look at once do not meet. */
  private int next = RandomGenerator.getDefault().nextInt(FROM, TO);

  /** Never the same twice, as long as there are some thousand. */
  int next() throws DemoException {
    for (int tried = FROM; tried < TO; tried++) {
      next = next + 1 < TO ? next + 1 : FROM;
      if (isFree(next)) {
        return next;
      }
    }
    throw new DemoException("no free port from %d to %d".formatted(FROM, TO));
  }

  static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
