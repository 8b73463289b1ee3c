package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.LogClient;
import io.quorate.client.admin.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevNodeIT {
  @TempDir Path temp;

  private final List<String> lastWords = new CopyOnWriteArrayList<>();
  private NodePorts ports = NodePorts.usual(0);

  @BeforeEach
  void choosePorts() throws Exception {
    ports = DemoPorts.free(1).node(1);
  }

  @Test
  void goesOnWithItsDataAfterARestart() throws Exception {
    AppendOutcome.Confirmed first;
    try (DevNode node = start()) {
      assertThat(node.zooKeeper().port()).isPositive();
      first = append();
    }

    try (DevNode node = start()) {
      assertThat(node.zooKeeper().port()).isPositive();
      assertThat(append().index()).isGreaterThan(first.index());
    }
    assertThat(lastWords).isEmpty();
  }

  @Test
  void refusesASecondOneInTheSameFolder() throws Exception {
    DevNode node = start();

    assertThatThrownBy(() -> DevNode.start(temp, DemoPorts.free(1).node(1), lastWords::add))
        .isInstanceOf(DemoException.class)
        .hasMessage("another quorate dev works on " + temp);

    node.close();
  }

  private DevNode start() throws Exception {
    return DevNode.start(temp, ports, lastWords::add);
  }

  private AppendOutcome.Confirmed append() throws Exception {
    List<AppendOutcome> outcomes = new CopyOnWriteArrayList<>();
    try (LogClient client =
        new LogClient(
            List.of(new NodeAddress(NodePorts.HOST, ports.client())),
            new LogClient.Settings("main", 1, Duration.ofSeconds(30)))) {
      client.append(new byte[] {1}, outcomes::add);
      assertThat(client.awaitEnds()).isTrue();
    }
    return (AppendOutcome.Confirmed) outcomes.get(0);
  }
}
