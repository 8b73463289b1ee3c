package io.quorate.election.zookeeper;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.ConnectionState;
import io.quorate.election.ElectionListener;
import io.quorate.election.GroupElection;
import io.quorate.election.LatchNode;
import io.quorate.election.LatchView;
import io.quorate.election.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group's election over a LeaderLatch. Level-triggered: whatever happens, the whole group is
 * read again and what should be is compared with what is. One recursive watch says when to read; a
 * watchdog reads anyway.
 *
 * <p>Curator tells an evicted latch nothing, and a latch whose background request failed oddly only
 * logs and stays out of the election. So this class looks for its own node in every reading and, if
 * it is gone, queues up anew.
 */
final class LatchElection implements GroupElection {
  private static final Logger log = LoggerFactory.getLogger(LatchElection.class);

  /** ZooKeeper's own limit for a node is 1 MiB. */
  private static final int GENESIS_BYTES_MAX = 64 * 1024;

  private static final Duration CLAIM_DEADLINE = Duration.ofSeconds(2);

  /** How soon to look again while the latch has not got its node yet. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private static final int QUEUE_UP_MILLIS_MIN = 100;
  private static final int QUEUE_UP_MILLIS_MAX = 200;

  /**
   * A healthy latch has its node within milliseconds; one that has none at two watchdog ticks in a
   * row is stuck.
   */
  private static final int TICKS_WITHOUT_NODE_MAX = 2;

  private final String group;
  private final NodeIdentity identity;
  private final ElectionLoop loop;
  private final Znodes znodes;
  private final ZnodePaths.Group paths;
  private final ElectionListener listener;
  private final Foundation foundation;
  private final GroupReader reader;
  private final LatchPlace place;
  private final Eviction eviction;
  private final SplittableRandom random;
  private final Trouble trouble;
  private final AtomicBoolean changePosted = new AtomicBoolean();
  private final Watcher watcher = event -> postChange();
  private final Set<String> removals = new HashSet<>();

  private boolean connected;
  private boolean founded;
  private boolean enrolled;
  private boolean registering;
  private boolean registrationUnderWay;
  private @Nullable Future<?> rest;
  private @Nullable Future<?> nextLook;
  private @Nullable Claim claim;
  private GroupReading reading = GroupReading.NOTHING;
  private @Nullable LatchView shown;
  private long readingNumber;
  private boolean readingUnderWay;
  private boolean readAgain;
  private int ticksInReading;
  private int ticksWithoutNode;

  LatchElection(
      String group,
      NodeIdentity identity,
      CuratorFramework curator,
      ElectionLoop loop,
      Znodes znodes,
      ZnodePaths.Group paths,
      LongSupplier nanos,
      ElectionListener listener) {
    this.group = group;
    this.identity = identity;
    this.loop = loop;
    this.znodes = znodes;
    this.paths = paths;
    this.listener = listener;
    random = new SplittableRandom(31 * identity.incarnation() + identity.nodeId());
    foundation =
        new Foundation(znodes)
            .with(paths.line())
            .with(paths.registrations())
            .with(paths.epoch(), EpochRegisterCodec.encode(EpochRegister.NEVER_CLAIMED));
    reader = new GroupReader(znodes, paths);
    place =
        new LatchPlace(
            curator,
            paths.line(),
            LatchLine.id(identity.nodeId(), identity.incarnation()),
            this::postChange);
    eviction = new Eviction(znodes, paths, loop, nanos, random, listener::onEvicted);
    trouble = new Trouble(log, "Election of group " + group);
  }

  @Override
  public void enroll() {
    loop.post(
        () -> {
          enrolled = true;
          endRest();
          standIfWanted();
        });
  }

  @Override
  public void withdraw(Duration backOff) {
    loop.post(() -> leaveFor(backOff));
  }

  @Override
  public void stop() {
    loop.post(
        () -> {
          enrolled = false;
          endRest();
          place.leave();
          refresh();
        });
  }

  @Override
  public void claimEpoch(long atLeast, long token) {
    loop.post(() -> startClaim(atLeast, token));
  }

  @Override
  public void evict(List<LatchNode> lost, int registerVersionRead) {
    List<LatchNode> places = List.copyOf(lost);
    loop.post(
        () -> {
          if (connected) {
            places.stream()
                .filter(node -> !node.path().equals(place.path()))
                .forEach(node -> eviction.evict(node, registerVersionRead));
          }
        });
  }

  @Override
  public void register() {
    loop.post(
        () -> {
          registering = true;
          refresh();
        });
  }

  @Override
  public void createGenesis(byte[] genesis) {
    if (genesis.length > GENESIS_BYTES_MAX) {
      throw new IllegalArgumentException(
          "genesis: expected at most %d bytes, found %d"
              .formatted(GENESIS_BYTES_MAX, genesis.length));
    }
    byte[] bytes = genesis.clone();
    loop.post(
        () -> {
          if (connected && founded) {
            znodes.create(CreateMode.PERSISTENT, paths.genesis(), bytes, answer -> refresh());
          }
        });
  }

  @Override
  public void publishMaster(long epoch, String address) {
    loop.post(() -> new MasterNotice(znodes, paths).publish(epoch, identity.nodeId(), address));
  }

  void onConnection(ConnectionState state) {
    connected = state == ConnectionState.CONNECTED;
    abandonReading();
    if (connected) {
      found();
      return;
    }
    if (state == ConnectionState.LOST) {
      // Each session gets a latch of its own; closing this one also removes what the old session
      // may have left behind.
      place.leave();
    }
    show();
  }

  /** Backstop for lost watches, lost answers and a latch that has silently left the election. */
  void onWatchdog() {
    if (!connected) {
      return;
    }
    if (readingUnderWay && ++ticksInReading > 1) {
      abandonReading();
    }
    ticksWithoutNode = place.isStanding() && place.path() == null ? ticksWithoutNode + 1 : 0;
    if (ticksWithoutNode >= TICKS_WITHOUT_NODE_MAX) {
      ticksWithoutNode = 0;
      queueUpAgain("the latch has not created its node");
    }
    if (founded) {
      znodes.watchTree(paths.all(), watcher);
      standIfWanted();
      refresh();
    } else {
      found();
    }
  }

  void close() {
    place.leave();
  }

  /** Runs on any thread. However many changes come, one look at the whole is enough. */
  private void postChange() {
    if (changePosted.compareAndSet(false, true)) {
      loop.post(
          () -> {
            changePosted.set(false);
            refresh();
          });
    }
  }

  private void found() {
    founded = false;
    foundation.lay(
        answer -> {
          if (!answer.isOk()) {
            trouble.met(answer.code());
            return;
          }
          founded = true;
          znodes.watchTree(paths.all(), watcher);
          standIfWanted();
          refresh();
        });
  }

  private void standIfWanted() {
    if (enrolled && connected && founded && rest == null && !place.isStanding()) {
      place.stand();
      refresh();
    }
  }

  private void leaveFor(Duration backOff) {
    endRest();
    place.leave();
    rest =
        loop.after(
            backOff,
            () -> {
              rest = null;
              standIfWanted();
            });
    refresh();
  }

  private void endRest() {
    if (rest != null) {
      rest.cancel(false);
      rest = null;
    }
  }

  private void queueUpAgain(String why) {
    log.info("Node {} queues up again in group {}: {}", identity.nodeId(), group, why);
    leaveFor(Duration.ofMillis(random.nextInt(QUEUE_UP_MILLIS_MIN, QUEUE_UP_MILLIS_MAX)));
  }

  private void refresh() {
    if (!connected || !founded) {
      return;
    }
    if (readingUnderWay) {
      readAgain = true;
      return;
    }
    readingUnderWay = true;
    readAgain = false;
    ticksInReading = 0;
    long number = ++readingNumber;
    String pathBefore = place.path();
    reader.read(
        found -> {
          if (number == readingNumber) {
            onRead(found, pathBefore);
          }
        },
        code -> {
          if (number == readingNumber) {
            onUnreadable(code);
          }
        });
  }

  private void abandonReading() {
    readingNumber++;
    readingUnderWay = false;
  }

  private void onRead(GroupReading found, @Nullable String pathBefore) {
    readingUnderWay = false;
    trouble.over();
    reading = found;
    String path = place.path();
    // Only a node that was ours before the reading began is missed in it: a newer one may have come
    // too late to be seen.
    if (path != null && path.equals(pathBefore) && !LatchLine.contains(found.line(), path)) {
      queueUpAgain("its latch node is gone");
    }
    removeOwnPast();
    goOnRegistering();
    show();
    if (readAgain) {
      refresh();
    } else if (place.isStanding() && !hasPlace()) {
      lookAgainSoon();
    }
  }

  private void onUnreadable(Code code) {
    readingUnderWay = false;
    if (code == Code.NONODE) {
      log.warn(
          "The znodes of group {} are gone: ZooKeeper was emptied, or somebody deleted them; creating them anew",
          group);
      found();
    } else {
      trouble.met(code);
    }
  }

  private void lookAgainSoon() {
    if (nextLook == null) {
      nextLook =
          loop.after(
              LOOK_AGAIN,
              () -> {
                nextLook = null;
                refresh();
              });
    }
  }

  private boolean hasPlace() {
    String path = place.path();
    return path != null && LatchLine.contains(reading.line(), path);
  }

  private boolean isFirst() {
    return connected && LatchLine.isHeadedBy(reading.line(), place.path());
  }

  /**
   * Places of earlier starts of this node, and those that this start has left but whose deletion
   * was lost.
   */
  private void removeOwnPast() {
    if (!enrolled) {
      return;
    }
    reading.line().stream()
        .filter(node -> node.nodeId() == identity.nodeId())
        .filter(node -> node.incarnation() < identity.incarnation() || isLeftBehind(node))
        .map(LatchNode::path)
        .filter(removals::add)
        .forEach(path -> znodes.delete(path, answer -> removals.remove(path)));
  }

  private boolean isLeftBehind(LatchNode node) {
    String path = place.path();
    return node.incarnation() == identity.incarnation()
        && (place.isStanding() ? path != null && !path.equals(node.path()) : true);
  }

  /**
   * Stops as soon as the registration shows, or is pointless: to announce a disk again later, which
   * by then may hold entries, could let a genesis happen twice.
   */
  private void goOnRegistering() {
    if (reading.genesis() != null
        || identity.storageUuid().equals(reading.registrations().get(identity.nodeId()))) {
      registering = false;
    }
    if (!registering || registrationUnderWay) {
      return;
    }
    registrationUnderWay = true;
    String path = paths.registration(identity.nodeId());
    byte[] uuid = identity.storageUuid().toString().getBytes(StandardCharsets.UTF_8);
    znodes.write(
        path,
        uuid,
        -1,
        answer -> {
          registrationUnderWay = false;
          if (answer.is(Code.NONODE)) {
            znodes.create(CreateMode.PERSISTENT, path, uuid, created -> refresh());
          }
        });
  }

  private void show() {
    String path = place.path();
    LatchView view =
        new LatchView(
            connected,
            isFirst(),
            hasPlace() ? path : null,
            reading.line(),
            reading.registerEpoch(),
            reading.registerVersion(),
            reading.registrations(),
            reading.genesis());
    if (!view.equals(shown)) {
      shown = view;
      listener.onView(view);
    }
  }

  private void startClaim(long atLeast, long token) {
    if (claim != null) {
      refuse(claim, ClaimRefusal.SUPERSEDED);
    }
    String path = place.path();
    Claim fresh = new Claim(token);
    claim = fresh;
    if (path == null || !isFirst()) {
      refuse(fresh, ClaimRefusal.NOT_FIRST);
      return;
    }
    fresh.deadline = loop.after(CLAIM_DEADLINE, () -> refuse(fresh, ClaimRefusal.OUTCOME_UNKNOWN));
    new EpochClaim(
            znodes,
            paths,
            identity,
            path,
            atLeast,
            epoch -> onClaimed(fresh, epoch),
            reason -> onRefused(fresh, path, reason))
        .start();
  }

  private void onClaimed(Claim answered, long epoch) {
    if (isUnanswered(answered)) {
      end(answered);
      log.info("Node {} claimed epoch {} of group {}", identity.nodeId(), epoch, group);
      listener.onEpochClaimed(answered.token, epoch);
    } else {
      log.info(
          "Epoch {} of group {} was claimed too late by node {} and is not used",
          epoch,
          group,
          identity.nodeId());
    }
  }

  private void onRefused(Claim answered, String path, ClaimRefusal reason) {
    refuse(answered, reason);
    if (reason == ClaimRefusal.LATCH_NODE_GONE && path.equals(place.path())) {
      queueUpAgain("its latch node was gone when it claimed an epoch");
    }
    refresh();
  }

  private void refuse(Claim answered, ClaimRefusal reason) {
    if (isUnanswered(answered)) {
      end(answered);
      listener.onEpochRefused(answered.token, reason);
    }
  }

  private boolean isUnanswered(Claim other) {
    return claim == other;
  }

  private void end(Claim answered) {
    claim = null;
    if (answered.deadline != null) {
      answered.deadline.cancel(false);
    }
  }

  /**
   * The claim that is not answered yet; compared by identity, since a caller may reuse its tokens.
   */
  private static final class Claim {
    private final long token;
    private @Nullable Future<?> deadline;

    Claim(long token) {
      this.token = token;
    }
  }
}
