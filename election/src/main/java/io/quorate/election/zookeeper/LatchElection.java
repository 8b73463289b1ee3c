package io.quorate.election.zookeeper;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.ConnectionState;
import io.quorate.election.ElectionListener;
import io.quorate.election.GroupElection;
import io.quorate.election.LatchNode;
import io.quorate.election.LatchView;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
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
  private final EpochClaims claims;
  private final Registration registration;
  private final SplittableRandom random;
  private final Trouble trouble;
  private final Trouble watchTrouble;
  private final AtomicBoolean changePosted = new AtomicBoolean();
  private final Watcher watcher = event -> postChange();
  private final Set<String> removals = new HashSet<>();

  private boolean connected;
  private boolean founded;
  private boolean enrolled;
  private @Nullable Future<?> rest;
  private @Nullable Future<?> nextLook;
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
    claims = new EpochClaims(group, identity, loop, znodes, paths, listener);
    registration = new Registration(identity.nodeId(), znodes, paths);
    trouble = new Trouble(log, "Election of group " + group);
    watchTrouble = new Trouble(log, "Watch on group " + group);
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
          show();
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
  public void register(UUID storageUuid) {
    loop.post(
        () -> {
          registration.begin(storageUuid);
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
      watch();
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
          watch();
          standIfWanted();
          refresh();
        });
  }

  private void watch() {
    znodes.watchTree(
        paths.all(),
        watcher,
        answer -> {
          if (answer.isOk()) {
            watchTrouble.over();
          } else {
            watchTrouble.met(answer.code());
          }
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
    show();
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
    registration.goOn(reading, this::refresh);
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
    String path = place.path();
    if (path == null || !isFirst()) {
      claims.refuse(token, ClaimRefusal.NOT_FIRST);
    } else {
      claims.start(path, atLeast, token, reason -> onRefused(path, reason));
    }
  }

  private void onRefused(String path, ClaimRefusal reason) {
    if (reason == ClaimRefusal.LATCH_NODE_GONE && path.equals(place.path())) {
      queueUpAgain("its latch node was gone when it claimed an epoch");
    }
    refresh();
  }
}
