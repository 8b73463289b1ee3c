package io.quorate.election.zookeeper;

import static org.awaitility.Awaitility.await;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.ConnectionState;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.CoordinationListener;
import io.quorate.election.ElectionListener;
import io.quorate.election.GroupElection;
import io.quorate.election.LatchNode;
import io.quorate.election.LatchView;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooKeeper;

/**
 * A node as the election sees it: one coordination, the group "main", and everything it was told.
 */
final class ElectionNode implements AutoCloseable, ElectionListener, CoordinationListener {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final NodeIdentity identity;
  final ZooKeeperCoordination coordination;
  final GroupElection group;
  final List<ConnectionState> states = new CopyOnWriteArrayList<>();
  final List<LatchView> views = new CopyOnWriteArrayList<>();
  final List<String> answers = new CopyOnWriteArrayList<>();
  final List<LatchNode> evicted = new CopyOnWriteArrayList<>();
  final List<String> boots = new CopyOnWriteArrayList<>();
  final List<String> twins = new CopyOnWriteArrayList<>();
  final List<Duration> sessions = new CopyOnWriteArrayList<>();
  final List<Throwable> faults = new CopyOnWriteArrayList<>();

  /** Whoever holds it holds up the election's thread, once that has a view to show. */
  final ReentrantLock pace = new ReentrantLock();

  ElectionNode(CoordinationConfig config, NodeIdentity identity) {
    this.identity = identity;
    coordination = new ZooKeeperCoordination(config, identity, this);
    group = coordination.group("main", this);
  }

  ElectionNode(CoordinationConfig config, int nodeId) {
    this(config, new NodeIdentity(nodeId, 5, new UUID(0, nodeId), "localhost:" + nodeId));
  }

  ElectionNode enrolled() {
    group.enroll();
    awaitView(view -> view.ownPath() != null);
    return this;
  }

  LatchView view() {
    return views.isEmpty()
        ? new LatchView(false, false, null, List.of(), 0, 0, Map.of(), null)
        : views.get(views.size() - 1);
  }

  LatchView awaitView(Predicate<LatchView> wanted) {
    await("node " + identity.nodeId())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> wanted.test(view()));
    return view();
  }

  LatchView awaitFirst() {
    return awaitView(LatchView::first);
  }

  /** Claims until one succeeds, as a master to be would; at most one claim is unanswered. */
  String claim(long atLeast, long token) {
    int before = answers.size();
    group.claimEpoch(atLeast, token);
    await("claim " + token)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> answers.size() > before);
    return answers.get(before);
  }

  LatchNode place() {
    LatchView view = awaitView(seen -> seen.ownPath() != null);
    return view.line().stream()
        .filter(node -> node.path().equals(view.ownPath()))
        .findFirst()
        .orElseThrow();
  }

  ZooKeeper session() throws Exception {
    return coordination.curator().getZookeeperClient().getZooKeeper();
  }

  /** The server forgets the session as if it had timed out; the node finds out later. */
  void endSessionAtServer(String connectString) throws Exception {
    ZooKeeper session = session();
    ZooKeeper twin =
        new ZooKeeper(
            connectString,
            5000,
            (WatchedEvent event) -> {},
            session.getSessionId(),
            session.getSessionPasswd());
    await().atMost(PATIENCE).until(() -> twin.getState().isConnected());
    twin.close();
  }

  /** The node believes that its session is lost, while the server keeps it and its place. */
  void endSessionAtNode() throws Exception {
    session().getTestable().injectSessionExpiration();
  }

  @Override
  public void onConnection(ConnectionState state) {
    states.add(state);
  }

  @Override
  public void onSessionNegotiated(Duration sessionTimeout) {
    sessions.add(sessionTimeout);
  }

  @Override
  public void onBootConfirmed() {
    boots.add("confirmed");
  }

  @Override
  public void onRolledBack(long unknownStart) {
    boots.add("rolled back, start " + unknownStart);
  }

  @Override
  public void onTwin(String owner) {
    twins.add(owner);
  }

  @Override
  public void onFault(Throwable fault) {
    faults.add(fault);
  }

  @Override
  public void onView(LatchView view) {
    pace.lock();
    try {
      views.add(view);
    } finally {
      pace.unlock();
    }
  }

  @Override
  public void onEpochClaimed(long token, long epoch) {
    answers.add("%d claimed %d".formatted(token, epoch));
  }

  @Override
  public void onEpochRefused(long token, ClaimRefusal reason) {
    answers.add("%d refused %s".formatted(token, reason));
  }

  @Override
  public void onEvicted(LatchNode node) {
    evicted.add(node);
  }

  @Override
  public void close() {
    coordination.close();
    if (!faults.isEmpty()) {
      throw new AssertionError("fault on the election's thread", faults.get(0));
    }
  }
}
