package io.quorate.broker.process.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sends to B, who listens; C is there as well. */
class ProxyNetworkTest {
  private static final int ANSWER_MILLIS_MAX = 10_000;
  private static final int SILENCE_MILLIS = 300;

  private final ProxyNetwork network = new ProxyNetwork(List.of("a", "b", "c"));
  private final ServerSocket listener = new ServerSocket();

  ProxyNetworkTest() throws IOException {}

  @BeforeEach
  void listen() throws IOException {
    listener.bind(new InetSocketAddress(network.address("b"), 0));
    listener.setSoTimeout(ANSWER_MILLIS_MAX);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    network.close();
  }

  private Socket connect(String from) throws IOException {
    String[] road = network.road(from, "b", listener.getLocalPort()).split(":", -1);
    Socket socket = new Socket(road[0], Integer.parseInt(road[1]));
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket;
  }

  private Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket;
  }

  private static void assertPasses(Socket from, Socket to, int value) throws IOException {
    from.getOutputStream().write(value);
    assertThat(to.getInputStream().read()).isEqualTo(value);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
  }

  @Test
  void passesBytesBothWaysAndTheEnd() throws IOException {
    try (Socket a = connect("a");
        Socket b = accept()) {
      assertPasses(a, b, 1);
      assertPasses(b, a, 2);

      a.shutdownOutput();

      assertThat(b.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void cutsOneWayOnly() throws IOException {
    try (Socket a = connect("a");
        Socket b = accept()) {
      assertPasses(a, b, 1);

      network.cut("a", "b");

      a.getOutputStream().write(2);
      assertSilent(b);
      assertPasses(b, a, 3);

      network.mend("a", "b");

      assertThat(b.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void cutsOnePairOnly() throws IOException {
    network.cut("a", "b");

    try (Socket c = connect("c");
        Socket b = accept()) {
      assertPasses(c, b, 1);
    }
  }

  @Test
  void hearsNothingOfAnEndBehindACut() throws IOException {
    try (Socket a = connect("a");
        Socket b = accept()) {
      assertPasses(a, b, 1);
      network.cut("a", "b");

      a.shutdownOutput();

      assertSilent(b);
      network.mendAll();
      assertThat(b.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void takesNewConnectionsToNobodyWhileCut() throws IOException {
    network.cut("b", "a");
    try (Socket a = connect("a")) {
      a.getOutputStream().write(1);
      assertSilent(a);

      network.mendAll();

      try (Socket b = accept()) {
        assertThat(b.getInputStream().read()).isEqualTo(1);
      }
    }
  }
}
