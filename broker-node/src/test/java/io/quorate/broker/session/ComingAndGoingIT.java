package io.quorate.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.service.GrpcHead;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come and go, one after the other, leave nothing behind. */
class ComingAndGoingIT {
  private static final Path HANDLES = Path.of("/proc/self/fd");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WARM_UP = 100;
  private static final int VISITS = 1_000;

  /** Of handles and threads: files that the disk opens, threads that come with work. */
  private static final int MORE_MAX = 20;

  @TempDir Path folder;

  private Nodes nodes;

  @BeforeEach
  void start() throws Exception {
    nodes = new Nodes(folder, 1);
  }

  @AfterEach
  void stop() throws Exception {
    nodes.close();
    assertThat(nodes.lastWords).isEmpty();
  }

  @Test
  void clientsLeaveNeitherHandlesNorThreadsBehind() throws Exception {
    Assumptions.assumeTrue(Files.exists(HANDLES), "no /proc to count the process's handles in");
    BrokerNode node = nodes.master();
    visit(node, WARM_UP);
    long handles = handles();
    int threads = threads();

    visit(node, VISITS);

    await().atMost(PATIENCE).until(() -> handles() < handles + MORE_MAX);
    await().atMost(PATIENCE).until(() -> threads() < threads + MORE_MAX);
  }

  /** Each with a TCP connection of its own, a producer and a consumer. */
  private static void visit(BrokerNode node, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      GrpcHead head = GrpcHead.of(node);
      try (TestClient client = TestClient.of(head)) {
        client.consume("orders", 1);
      } finally {
        head.close();
      }
    }
  }

  private static long handles() throws IOException {
    try (Stream<Path> open = Files.list(HANDLES)) {
      return open.count();
    }
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
