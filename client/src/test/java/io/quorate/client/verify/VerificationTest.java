package io.quorate.client.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.FakeBroker;
import io.quorate.client.FakeCluster;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.FakeAdministration;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeCluster cluster = new FakeCluster();
  private final FakeAdministration administration = new FakeAdministration();
  private FakeBroker first;
  private FakeBroker second;
  private NodeAddress administrator;
  private Verification verification;

  @BeforeEach
  void start() throws IOException {
    first = cluster.elect(cluster.start(1));
    second = cluster.start(2);
    administrator = administration.start().address();
    administration.elect(1);
    verification = new Verification(access(), new Verification.Load(2, 10, 64));
  }

  private Verification.Access access() {
    return new Verification.Access() {
      @Override
      public QuorateClient connect() {
        return QuorateClient.connect(first.address() + "," + second.address());
      }

      @Override
      public BrokerAdmin admin() {
        return new BrokerAdmin(List.of(administrator), "main", PATIENCE);
      }
    };
  }

  @AfterEach
  void stop() throws InterruptedException {
    cluster.kill();
    administration.kill();
  }

  @Test
  void findsNothingWhereAllIsWellAndLeavesNothing() throws Exception {
    VerifyReport report =
        verification.run(
            running -> {
              await(running, 100);
              cluster.elect(second);
              await(running, running.report().history().received() + 100);
            });

    assertThat(report.isClean()).as(report.history().describe()).isTrue();
    assertThat(report.history().confirmed()).isGreaterThan(200);
    assertThat(report.failovers()).isEqualTo(1);
    assertThat(report.summary()).contains(" lost=0 duplicates=0 ").contains(" longest_gap_ms=");
    assertThat(administration.commands())
        .containsExactly("create " + queue(), "delete " + queue() + " force");
  }

  @Test
  void findsWhatSomebodyElseTook() throws Exception {
    VerifyReport report =
        verification.run(
            running -> {
              await(running, 10);
              steal();
            });

    assertThat(report.isClean()).isFalse();
    assertThat(report.summary()).contains(" lost=1 ");
  }

  private void steal() {
    try (QuorateClient thief = QuorateClient.connect(first.address());
        Consumer consumer =
            thief.consumer(queue(), ConsumerOptions.builder().prefetch(1).fetchMax(1).build())) {
      consumer.receive().acknowledge();
      consumer.flush(PATIENCE);
    }
  }

  private String queue() {
    return administration.commands().get(0).substring("create ".length());
  }

  private static void await(Verification running, long received) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> running.hasFailed() || running.report().history().received() >= received);
  }
}
