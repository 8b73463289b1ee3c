package io.quorate.replication.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.replication.GroupSettings;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.Limits;
import io.quorate.replication.Ports;
import io.quorate.replication.Timeouts;
import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.loop.LoopSettings;
import io.quorate.replication.loop.NodeLoop;
import io.quorate.replication.loop.SystemClock;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.NoListener;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule, its loop and the wire together: three nodes over real sockets, on plain disks. */
@Timeout(30)
class GroupOverLinksIT {
  private static final GroupId GROUP = new GroupId("orders");

  private final LinkedNodes nodes = new LinkedNodes("cluster", 3);
  private final PlainElection election = new PlainElection();
  private final Map<Integer, NodeLoop> loops = new TreeMap<>();
  private long sequence;
  private final List<String> faults = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    nodes.startAll();
    for (int node = 1; node <= 3; node++) {
      startGroup(node);
    }
  }

  @AfterEach
  void close() {
    loops.values().forEach(NodeLoop::close);
    nodes.close();
    assertEquals(List.of(), faults);
  }

  @Test
  void entriesAreCommittedOnAllNodes() throws Exception {
    int master = awaitMaster();

    for (int i = 0; i < 200; i++) {
      assertEquals("committed", propose(master, new byte[100]));
    }
    assertEquals("committed", propose(master, new byte[(16 << 20) - 64]));

    long index = status(master).commitIndex();
    await()
        .until(() -> IntStream.rangeClosed(1, 3).allMatch(n -> status(n).appliedIndex() == index));
    assertEquals(
        1, IntStream.rangeClosed(1, 3).mapToLong(n -> status(n).digest()).distinct().count());
  }

  @Test
  void anotherNodeGoesOnWhereTheMasterStopped() throws Exception {
    int first = awaitMaster();
    assertEquals("committed", propose(first, new byte[100]));
    long epoch = status(first).epoch();

    nodes.stopSoon(first);
    loop(first).close();
    loops.remove(first);

    int second = awaitMaster();
    assertTrue(status(second).epoch() > epoch);
    assertEquals("committed", propose(second, new byte[100]));
  }

  @Test
  void stoppedLoopRefusesAndAnswersNothingMore() throws Exception {
    loop(1).close();

    assertTrue(loop(1).status().isCompletedExceptionally());
    assertEquals("full or ended", propose(1, new byte[1]));
  }

  private void startGroup(int node) {
    Faults handler = new Faults();
    NodeLoop loop =
        new NodeLoop(
            GROUP, new SystemClock(), handler, LoopSettings.DEFAULT, nodes.links(node).thread());
    loops.put(node, loop);
    PeerSender peers = nodes.links(node).join(GROUP, loop);
    TreeSet<NodeId> all = new TreeSet<>(List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3)));
    loop.start(
        new GroupSettings(
            GROUP, nodes.member(node), nodes.storage(node), all, Timeouts.DEFAULT, Limits.DEFAULT),
        new Ports(
            new PlainLogStore(loop),
            peers,
            new LedgerStateMachine(LedgerStateMachine.LIVE_BYTES_DEFAULT),
            election.join(nodes.member(node), nodes.storage(node), loop),
            new NoListener(),
            handler));
  }

  private int awaitMaster() {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> loops.keySet().stream().anyMatch(node -> status(node).open()));
    return loops.keySet().stream().filter(node -> status(node).open()).findFirst().get();
  }

  private GroupStatus status(int node) {
    return loop(node).status().orTimeout(5, TimeUnit.SECONDS).join();
  }

  private NodeLoop loop(int node) {
    NodeLoop loop = loops.get(node);
    if (loop == null) {
      throw new IllegalStateException("node " + node + " is stopped");
    }
    return loop;
  }

  private String propose(int node, byte[] body) throws Exception {
    Answer answer = new Answer();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    Proposal proposal =
        new Proposal(
            EntryType.MESSAGE,
            Entry.VERSION,
            LedgerStateMachine.payload(1, ++sequence, body),
            deadline,
            answer);
    if (!loop(node).propose(proposal)) {
      return "full or ended";
    }
    return answer.outcome.get(10, TimeUnit.SECONDS);
  }

  private static final class Answer implements Proposal.Answer {
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      outcome.complete("committed");
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      outcome.complete("refused " + reason + " " + detail);
    }

    @Override
    public void unknown(String detail) {
      outcome.complete("unknown " + detail);
    }
  }

  private final class Faults implements FaultHandler {
    @Override
    public void halt(String reason) {
      faults.add(reason);
    }

    @Override
    public void renounce(UUID storageUuid, String reason) {
      faults.add(reason);
    }
  }
}
