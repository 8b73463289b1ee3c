package io.quorate.election.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quorate.election.Bytes;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.LatchNode;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line, the register and the evictions, against one healthy server. */
class LatchElectionIT {
  private static TestingServer server;
  private static int tests;

  private final Deque<ElectionNode> nodes = new ArrayDeque<>();
  private CoordinationConfig config;
  private ZnodePaths.Group paths;

  @BeforeAll
  static void startServer() throws Exception {
    server = new TestingServer();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void chooseACluster() {
    config =
        CoordinationConfig.of(server.getConnectString() + "/brokers/quorate", "cluster-" + ++tests);
    paths = new ZnodePaths(config).group("main");
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(ElectionNode::close);
  }

  private ElectionNode node(int nodeId) {
    return node(nodeId, 5);
  }

  private ElectionNode node(int nodeId, long incarnation) {
    ElectionNode node =
        new ElectionNode(
            config,
            new NodeIdentity(nodeId, incarnation, UUID.randomUUID(), "localhost:" + nodeId));
    nodes.push(node);
    return node;
  }

  /** A place that the owning session knows nothing about, as a killed process leaves it. */
  private void placeBy(ElectionNode owner, String id) throws Exception {
    owner
        .session()
        .create(
            paths.line() + "/x-latch-",
            id.getBytes(UTF_8),
            ZooDefs.Ids.OPEN_ACL_UNSAFE,
            CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  @Test
  void showsTheLineInTheOrderOfEnrolment() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    ElectionNode watching = node(3);

    var view = watching.awaitView(seen -> seen.line().size() == 2);

    assertThat(view.line()).extracting(LatchNode::nodeId).containsExactly(1, 2);
    assertThat(view.line()).allMatch(place -> place.incarnation() == 5);
    assertThat(view.first()).isFalse();
    assertThat(view.ownPath()).isNull();
    assertThat(one.awaitFirst().ownPath()).isEqualTo(view.line().get(0).path());
    assertThat(two.view().first()).isFalse();
  }

  @Test
  void theNextInLineIsFirstWhenTheFirstLeaves() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();

    one.group.stop();

    two.awaitFirst();
    one.awaitView(view -> view.line().size() == 1 && view.ownPath() == null);
  }

  @Test
  void withdrawalLeadsToTheTail() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    ElectionNode three = node(3).enrolled();

    one.group.withdraw(Duration.ofMillis(50));

    two.awaitFirst();
    three.awaitView(
        view -> view.line().stream().map(LatchNode::nodeId).toList().equals(List.of(2, 3, 1)));
  }

  @Test
  void enrollingEndsABackOff() {
    ElectionNode one = node(1).enrolled();
    one.group.withdraw(Duration.ofHours(1));
    one.awaitView(view -> view.ownPath() == null);

    one.group.enroll();

    one.awaitFirst();
  }

  @Test
  void claimsGrowAndHonourTheLowerBound() {
    ElectionNode one = node(1).enrolled();
    one.awaitFirst();

    assertThat(one.claim(1, 100)).isEqualTo("100 claimed 1");
    assertThat(one.claim(1, 101)).isEqualTo("101 claimed 2");
    assertThat(one.claim(40, 102)).isEqualTo("102 claimed 40");
    assertThat(one.awaitView(view -> view.registerEpoch() == 40).registerVersion()).isEqualTo(3);
  }

  @Test
  void onlyTheFirstInLineClaims() {
    node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    ElectionNode spectator = node(3);

    assertThat(two.claim(1, 7)).isEqualTo("7 refused NOT_FIRST");
    assertThat(spectator.claim(1, 8)).isEqualTo("8 refused NOT_FIRST");
  }

  @Test
  void aClaimAfterTheNodeIsGoneIsRefusedByZooKeeper() throws Exception {
    ElectionNode one = node(1).enrolled();
    String path = one.awaitFirst().ownPath();
    ElectionNode two = node(2).enrolled();

    two.session().delete(path, -1);
    one.group.claimEpoch(1, 9);

    await().atMost(ElectionNode.PATIENCE).until(() -> one.answers.size() == 1);
    assertThat(one.answers.get(0)).isIn("9 refused LATCH_NODE_GONE", "9 refused NOT_FIRST");
    assertThat(two.awaitFirst().registerEpoch()).isZero();
  }

  @Test
  void anIllegibleRegisterIsWrittenOver() throws Exception {
    ElectionNode one = node(1).enrolled();
    one.awaitFirst();
    one.session().setData(paths.epoch(), "garbage".getBytes(UTF_8), -1);

    assertThat(one.claim(12, 1)).isEqualTo("1 claimed 12");
  }

  @Test
  void aDeadReplicaAheadInLineIsEvictedWithTheDeadMaster() {
    ElectionNode master = node(1).enrolled();
    ElectionNode replica = node(2).enrolled();
    ElectionNode successor = node(3).enrolled();
    var view = successor.awaitView(seen -> seen.line().size() == 3);

    successor.group.evict(view.line().subList(0, 2), view.registerVersion());

    successor.awaitFirst();
    assertThat(successor.evicted).containsExactlyInAnyOrderElementsOf(view.line().subList(0, 2));
    assertThat(master.faults).isEmpty();
    assertThat(replica.faults).isEmpty();
  }

  @Test
  void aHolderEvictedWhileAliveNoticesAndQueuesUpAgain() {
    ElectionNode one = node(1).enrolled();
    String before = one.awaitFirst().ownPath();
    ElectionNode two = node(2).enrolled();

    two.group.evict(List.of(one.place()), two.view().registerVersion());

    two.awaitFirst();
    var after = one.awaitView(view -> view.ownPath() != null && !view.ownPath().equals(before));
    assertThat(after.first()).isFalse();
    assertThat(after.line()).extracting(LatchNode::nodeId).containsExactly(2, 1);
  }

  @Test
  void aReplicaEvictedWhileAliveQueuesUpAgain() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    ElectionNode three = node(3).enrolled();

    one.group.evict(
        List.of(two.place()), one.awaitView(view -> view.line().size() == 3).registerVersion());

    three.awaitView(
        view -> view.line().stream().map(LatchNode::nodeId).toList().equals(List.of(1, 3, 2)));
    assertThat(one.view().first()).isTrue();
  }

  /**
   * LeaderLatch only logs when it may not create its node, and stays out of the election for ever;
   * nobody but the watchdog notices.
   */
  @Test
  void aLatchThatHasGivenUpIsReplaced() throws Exception {
    ListAppender<ILoggingEvent> complaints = new ListAppender<>();
    complaints.start();
    Logger latchLog = (Logger) LoggerFactory.getLogger(LeaderLatch.class);
    latchLog.addAppender(complaints);
    try {
      ElectionNode one = node(1);
      one.awaitView(view -> view.connected());
      ACL readOnly = new ACL(Perms.READ | Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE);
      one.session().setACL(paths.line(), Collections.singletonList(readOnly), -1);
      one.group.enroll();
      await().atMost(ElectionNode.PATIENCE).until(() -> !complaints.list.isEmpty());

      one.session().setACL(paths.line(), ZooDefs.Ids.OPEN_ACL_UNSAFE, -1);

      one.awaitFirst();
    } finally {
      latchLog.detachAppender(complaints);
    }
  }

  @Test
  void twoNodesThatEvictTheSameOneDoItOnce() {
    ElectionNode dead = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    ElectionNode three = node(3).enrolled();
    LatchNode place = dead.place();
    int version = three.awaitView(view -> view.line().size() == 3).registerVersion();

    two.group.evict(List.of(place), version);
    three.group.evict(List.of(place), version);

    two.awaitFirst();
    three.awaitView(view -> view.line().get(0).nodeId() == 2);
    await()
        .atMost(ElectionNode.PATIENCE)
        .until(() -> two.evicted.size() + three.evicted.size() == 1);
  }

  @Test
  void aClaimInBetweenForbidsTheEviction() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    int versionRead = two.awaitView(view -> view.line().size() == 2).registerVersion();
    one.awaitFirst();
    assertThat(one.claim(1, 1)).isEqualTo("1 claimed 1");

    two.group.evict(List.of(one.place()), versionRead);

    // The refusal is silent, so a second eviction that must succeed says when the first one is
    // over.
    LatchNode third = node(3).enrolled().place();
    int versionNow = two.awaitView(view -> view.registerEpoch() == 1).registerVersion();
    two.group.evict(List.of(third), versionNow);
    await().atMost(ElectionNode.PATIENCE).until(() -> !two.evicted.isEmpty());
    assertThat(two.evicted).containsExactly(third);
    assertThat(one.view().first()).isTrue();
  }

  @Test
  void evictsThreeAtOnceAndThenWaits() {
    for (int id = 1; id <= 4; id++) {
      node(id).enrolled();
    }
    ElectionNode last = node(5).enrolled();
    var view = last.awaitView(seen -> seen.line().size() == 5);

    last.group.evict(view.line().subList(0, 4), view.registerVersion());

    await().atMost(ElectionNode.PATIENCE).until(() -> last.evicted.size() == 3);
    last.awaitView(seen -> seen.line().get(0).equals(view.line().get(3)));
    assertThat(last.evicted).hasSize(3);
  }

  @Test
  void doesNotEvictItself() {
    ElectionNode one = node(1).enrolled();
    LatchNode own = one.place();

    one.group.evict(List.of(own), one.view().registerVersion());

    assertThat(one.claim(1, 1)).isEqualTo("1 claimed 1");
    assertThat(one.view().ownPath()).isEqualTo(own.path());
  }

  @Test
  void removesThePlacesOfItsOwnEarlierStarts() throws Exception {
    ElectionNode two = node(2);
    two.awaitView(view -> view.connected());
    placeBy(two, "1/4");
    placeBy(two, "1/6");
    placeBy(two, "3/4");

    node(1, 5).enrolled();

    two.awaitView(
        view ->
            view.line().stream()
                .map(place -> place.nodeId() + "/" + place.incarnation())
                .toList()
                .equals(List.of("1/6", "3/4", "1/5")));
  }

  @Test
  void nobodyIsFirstBehindAStranger() throws Exception {
    ElectionNode watching = node(9);
    watching.awaitView(view -> view.connected());
    placeBy(watching, "?");

    ElectionNode one = node(1).enrolled();

    var view = one.awaitView(seen -> seen.line().size() == 2);
    assertThat(view.first()).isFalse();
    assertThat(view.line().get(0).nodeId()).isEqualTo(LatchNode.UNKNOWN);
  }

  @Test
  void registersItsStorageOnce() throws Exception {
    ElectionNode one = node(1);
    ElectionNode two = node(2);

    one.group.register(one.identity.storageUuid());
    two.group.register(two.identity.storageUuid());

    var view = one.awaitView(seen -> seen.registrations().size() == 2);
    assertThat(view.registrations())
        .containsEntry(1, one.identity.storageUuid())
        .containsEntry(2, two.identity.storageUuid());
    two.awaitView(seen -> seen.registrations().size() == 2);

    one.session().delete(paths.registration(2), -1);
    one.awaitView(seen -> seen.registrations().size() == 1);
    two.enrolled();
    one.awaitView(seen -> seen.line().size() == 1);
    assertThat(one.view().registrations()).containsOnlyKeys(1);

    two.group.register(two.identity.storageUuid());
    one.awaitView(seen -> seen.registrations().size() == 2);
  }

  @Test
  void registersNothingOnceThereIsAGenesis() {
    ElectionNode one = node(1).enrolled();
    one.group.createGenesis("one".getBytes(UTF_8));
    one.awaitView(view -> view.genesis() != null);
    ElectionNode two = node(2);

    two.group.register(two.identity.storageUuid());

    two.enrolled();
    assertThat(two.view().registrations()).isEmpty();
    assertThat(two.view().genesis()).isNotNull();
  }

  @Test
  void theFirstGenesisWins() {
    ElectionNode one = node(1);
    ElectionNode two = node(2);
    one.awaitView(view -> view.connected());
    two.awaitView(view -> view.connected());

    one.group.createGenesis("one".getBytes(UTF_8));
    var seen = one.awaitView(view -> view.genesis() != null);
    two.group.createGenesis("two".getBytes(UTF_8));

    Bytes first = Bytes.copyOf("one".getBytes(UTF_8));
    assertThat(seen.genesis()).isEqualTo(first);
    two.awaitView(view -> first.equals(view.genesis()));
    assertThatThrownBy(() -> one.group.createGenesis(new byte[100_000]))
        .hasMessageContaining("65536");
  }

  @Test
  void theNoteWhoIsMasterDoesNotGoBack() throws Exception {
    ElectionNode one = node(1).enrolled();

    one.group.publishMaster(4, "one:61617");
    await()
        .atMost(ElectionNode.PATIENCE)
        .until(() -> one.session().exists(paths.master(), false) != null);
    one.group.publishMaster(3, "late:61617");
    one.group.publishMaster(5, "five:61617");

    await()
        .atMost(ElectionNode.PATIENCE)
        .until(
            () ->
                new String(one.session().getData(paths.master(), false, null), UTF_8)
                    .contains("epoch=5"));
    assertThat(one.session().exists(paths.master(), false).getVersion()).isEqualTo(1);
  }

  @Test
  void aGroupIsAskedForOnce() {
    ElectionNode one = node(1);

    assertThatThrownBy(() -> one.coordination.group("main", one))
        .hasMessageContaining("expected to be asked for once");
  }

  @Test
  void aClosedNodeLeavesAtOnce() {
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();

    one.close();
    int viewsBefore = one.views.size();

    assertThat(two.awaitFirst().line()).hasSize(1);
    assertThat(one.views).hasSize(viewsBefore);
  }
}
