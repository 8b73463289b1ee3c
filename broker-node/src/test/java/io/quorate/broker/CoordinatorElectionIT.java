package io.quorate.broker;

import io.quorate.election.ConnectionState;
import io.quorate.election.Coordination;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.CoordinationListener;
import io.quorate.election.NodeIdentity;
import io.quorate.election.zookeeper.ZooKeeperCoordination;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionContract;
import io.quorate.replication.port.ElectionEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.apache.curator.test.TestingServer;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The production side of the port: over a real ZooKeeper. */
class CoordinatorElectionIT extends ElectionContract {
  private static TestingServer server;
  private static int clusters;

  private final String cluster = "cluster-" + ++clusters;
  private final Deque<Coordination> open = new ArrayDeque<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startServer() throws Exception {
    server = new TestingServer();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @AfterEach
  void closeAll() {
    open.forEach(Coordination::close);
    Assertions.assertThat(faults).isEmpty();
  }

  @Override
  protected Election open(int node, ElectionEvents events) {
    Member life = life(node);
    CoordinationConfig config =
        CoordinationConfig.of(server.getConnectString() + "/quorate", cluster);
    NodeIdentity identity =
        new NodeIdentity(node, life.incarnation(), storageUuid(node), "localhost:" + node);
    Coordination coordination = new ZooKeeperCoordination(config, identity, new Session());
    open.push(coordination);
    return new CoordinatorElection(GroupId.MAIN, coordination, () -> storageUuid(node), events);
  }

  @Override
  protected Member life(int node) {
    return new Member(NodeId.of(node), 100 + node);
  }

  @Override
  protected UUID storageUuid(int node) {
    return new UUID(7, node);
  }

  @Override
  protected void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(condition::getAsBoolean);
  }

  private final class Session implements CoordinationListener {
    @Override
    public void onConnection(ConnectionState state) {}

    @Override
    public void onSessionNegotiated(Duration sessionTimeout) {}

    @Override
    public void onBootConfirmed() {}

    @Override
    public void onRolledBack(long unknownStart) {}

    @Override
    public void onTwin(String owner) {}

    @Override
    public void onFault(Throwable fault) {
      faults.add(fault);
    }
  }
}
