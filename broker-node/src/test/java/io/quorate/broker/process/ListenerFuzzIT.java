package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is sent to a node's ports, and by whomever it is held open, everybody else is served,
 * and nothing of it stays.
 */
class ListenerFuzzIT {
  private static final long SEED = 11;
  private static final int ROUNDS = 15;
  private static final int CONNECTIONS_PER_ROUND = 10;
  private static final int HANGING_PER_PORT = 60;
  private static final int SOCKET_MILLIS_MAX = 5_000;
  private static final long GROWTH_BYTES_MAX = 16L << 20;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void garbageAndSilenceAtEveryPortHarmNobodyElse() throws Exception {
    WireGarbage garbage = new WireGarbage(SEED);
    List<Socket> hanging = new ArrayList<>();
    try (ProcessCluster cluster =
        new ProcessCluster(folder, ChaosSettings.DEFAULT, Layout.onLoopback(folder, 1))) {
      cluster.start();
      cluster.awaitWhole();
      NodeProcess node = cluster.node(1);
      List<Integer> ports =
          List.of(node.ports().client(), node.ports().peers(), node.ports().admin());
      try (QuorateClient client = QuorateClient.connect(node.address().toString())) {
        Producer producer = client.producer("orders");
        Consumer consumer = client.consumer("orders");
        serve(producer, consumer);
        long before = Vitals.liveHeapBytes(node.pid());

        for (int round = 0; round < ROUNDS; round++) {
          for (int port : ports) {
            for (int i = 0; i < CONNECTIONS_PER_ROUND; i++) {
              send(port, garbage.next());
            }
            for (int i = 0; i < HANGING_PER_PORT / ROUNDS; i++) {
              hanging.add(hang(port, garbage.next()));
            }
          }
          serve(producer, consumer);
        }

        closeAll(hanging);
        awaitMetrics(node);
        assertThat(Vitals.liveHeapBytes(node.pid()) - before).isLessThan(GROWTH_BYTES_MAX);
        cluster.checkAlive();
      } catch (AssertionError | Exception e) {
        System.out.println(cluster.logTails());
        throw e;
      }
    } finally {
      closeAll(hanging);
    }
  }

  private static void serve(Producer producer, Consumer consumer) {
    producer.send("tea");
    Message message = Objects.requireNonNull(consumer.receive(SOON), "a message");
    assertThat(message.text()).isEqualTo("tea");
    message.acknowledge();
  }

  /** Returns when the node has read everything or has closed the connection before. */
  private static void send(int port, byte[] garbage) {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(garbage);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException closed) {
      // The node may hang up whenever it has seen enough.
    }
  }

  private static Socket hang(int port, byte[] garbage) throws IOException {
    Socket socket = connect(port);
    try {
      socket.getOutputStream().write(garbage, 0, Math.min(garbage.length, 30));
    } catch (IOException closed) {
      // As above.
    }
    return socket;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(SOCKET_MILLIS_MAX);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS_MAX);
    return socket;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void awaitMetrics(NodeProcess node) {
    Patience patience = new Patience("the node's metrics", SOON);
    while (node.metric("quorate_build_info") == 0) {
      patience.step(() -> "nothing");
    }
  }
}
