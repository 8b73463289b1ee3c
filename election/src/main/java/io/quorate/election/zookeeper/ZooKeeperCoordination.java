package io.quorate.election.zookeeper;

import io.quorate.election.ConnectionState;
import io.quorate.election.Coordination;
import io.quorate.election.CoordinationAuth;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.CoordinationListener;
import io.quorate.election.ElectionListener;
import io.quorate.election.GroupElection;
import io.quorate.election.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's session with ZooKeeper, over Curator. */
public final class ZooKeeperCoordination implements Coordination {
  private static final Logger log = LoggerFactory.getLogger(ZooKeeperCoordination.class);

  private static final Duration WATCHDOG = Duration.ofSeconds(2);
  private static final int RETRY_MILLIS = 100;

  /** Each group has a latch; more of them would all flap at the loss of one session. */
  private static final int GROUPS_MAX = 64;

  /**
   * Curator gives a suspended session up after this part of its time-out instead of all of it,
   * which hands over sooner.
   */
  private static final int SESSION_EXPIRATION_PERCENT = 33;

  private static final long CLOSE_WAIT_SECONDS = 2;

  private final CoordinationConfig config;
  private final NodeIdentity identity;
  private final CoordinationListener listener;
  private final ElectionLoop loop;
  private final ZnodePaths paths;
  private final CuratorFramework curator;
  private final Znodes znodes;
  private final Foundation foundation;
  private final BootRegister boots;
  private final StorageOwner storage;
  private final Trouble trouble = new Trouble(log, "Session");
  private final Map<String, LatchElection> groups = new ConcurrentHashMap<>();

  private final AtomicBoolean closed = new AtomicBoolean();

  private ConnectionState state = ConnectionState.CONNECTING;
  private boolean founded;
  private Duration sessionTimeout;

  /** Starts connecting at once, in the background. */
  public ZooKeeperCoordination(
      CoordinationConfig config, NodeIdentity identity, CoordinationListener listener) {
    this.config = config;
    this.identity = identity;
    this.listener = listener;
    sessionTimeout = config.sessionTimeout();
    paths = new ZnodePaths(config);
    loop = new ElectionLoop("election-" + identity.nodeId(), this::onFault);
    curator = build(config, paths);
    znodes = new Znodes(curator, loop);
    foundation = new Foundation(znodes).with(paths.storages()).with(paths.boots(identity.nodeId()));
    boots = new BootRegister(znodes, paths, identity.nodeId(), listener);
    storage = new StorageOwner(znodes, paths, identity, System::nanoTime, listener);
    start();
  }

  @Override
  public GroupElection group(String groupName, ElectionListener groupListener) {
    LatchElection group =
        new LatchElection(
            groupName,
            identity,
            curator,
            loop,
            znodes,
            paths.group(groupName),
            System::nanoTime,
            groupListener);
    if (groups.size() >= GROUPS_MAX) {
      throw new IllegalStateException(
          "groups: expected at most %d, found one more: '%s'".formatted(GROUPS_MAX, groupName));
    }
    if (groups.putIfAbsent(groupName, group) != null) {
      throw new IllegalStateException(
          "group '%s': expected to be asked for once, found twice".formatted(groupName));
    }
    loop.post(() -> group.onConnection(state));
    return group;
  }

  @Override
  public void confirmBoot(UUID storageUuid, List<Long> starts) {
    loop.post(
        () -> {
          boots.confirm(storageUuid, List.copyOf(starts));
          if (founded) {
            boots.ask();
          }
        });
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CountDownLatch left = new CountDownLatch(1);
    loop.post(
        () -> {
          groups.values().forEach(LatchElection::close);
          left.countDown();
        });
    try {
      if (!left.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
        log.warn(
            "The election of node {} did not leave its lines within {} s; the end of the session does it",
            identity.nodeId(),
            CLOSE_WAIT_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    loop.close();
    curator.close();
  }

  /** For tests that break sessions. */
  CuratorFramework curator() {
    return curator;
  }

  private void start() {
    loop.post(() -> listener.onConnection(state));
    curator
        .getConnectionStateListenable()
        .addListener((client, newState) -> loop.post(() -> onConnection(translate(newState))));
    curator.start();
    watchLater();
  }

  private void onConnection(ConnectionState newState) {
    state = newState;
    founded = false;
    log.info(
        "Node {}: session with ZooKeeper at {} is {}",
        identity.nodeId(),
        paths.servers(),
        newState);
    if (newState == ConnectionState.CONNECTED) {
      noteNegotiated();
      found();
    }
    listener.onConnection(newState);
    groups.values().forEach(group -> group.onConnection(newState));
  }

  private void noteNegotiated() {
    Duration negotiated =
        Duration.ofMillis(curator.getZookeeperClient().getLastNegotiatedSessionTimeoutMs());
    if (!negotiated.equals(sessionTimeout)) {
      log.warn(
          "ZooKeeper grants a session time-out of {} ms instead of the {} ms asked for; its tickTime bounds it",
          negotiated.toMillis(),
          config.sessionTimeout().toMillis());
    }
    sessionTimeout = negotiated;
    listener.onSessionNegotiated(negotiated);
  }

  private void found() {
    foundation.lay(
        answer -> {
          if (!answer.isOk()) {
            trouble.met(answer.code());
            return;
          }
          trouble.over();
          founded = true;
          look();
        });
  }

  private void look() {
    boots.ask();
    storage.check(sessionTimeout);
  }

  private void watchLater() {
    var unused =
        loop.after(
            WATCHDOG,
            () -> {
              watchLater();
              onWatchdog();
            });
  }

  private void onWatchdog() {
    if (state != ConnectionState.CONNECTED) {
      return;
    }
    if (founded) {
      look();
    } else {
      found();
    }
    groups.values().forEach(LatchElection::onWatchdog);
  }

  private void onFault(Throwable fault) {
    log.error("Election of node {}", identity.nodeId(), fault);
    listener.onFault(fault);
  }

  private static ConnectionState translate(
      org.apache.curator.framework.state.ConnectionState state) {
    return switch (state) {
      case CONNECTED, RECONNECTED -> ConnectionState.CONNECTED;
      case SUSPENDED, READ_ONLY -> ConnectionState.SUSPENDED;
      case LOST -> ConnectionState.LOST;
    };
  }

  private static CuratorFramework build(CoordinationConfig config, ZnodePaths paths) {
    var builder =
        CuratorFrameworkFactory.builder()
            .connectString(paths.servers())
            .sessionTimeoutMs(millis(config.sessionTimeout()))
            .connectionTimeoutMs(millis(min(config.connectionTimeout(), config.sessionTimeout())))
            .retryPolicy(new RetryForever(RETRY_MILLIS))
            .simulatedSessionExpirationPercent(SESSION_EXPIRATION_PERCENT)
            .connectionStateErrorPolicy(new SessionConnectionStateErrorPolicy())
            .ensembleTracker(false)
            .dontUseContainerParents()
            .aclProvider(aclProvider(config.auth()))
            .zkClientConfig(clientConfig(config));
    if (config.auth() instanceof CoordinationAuth.Digest digest) {
      builder.authorization(
          "digest", (digest.user() + ":" + digest.password()).getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  private static ACLProvider aclProvider(CoordinationAuth auth) {
    List<ACL> acl =
        auth instanceof CoordinationAuth.None
            ? ZooDefs.Ids.OPEN_ACL_UNSAFE
            : ZooDefs.Ids.CREATOR_ALL_ACL;
    return new ACLProvider() {
      @Override
      public List<ACL> getDefaultAcl() {
        return acl;
      }

      @Override
      public List<ACL> getAclForPath(String path) {
        return acl;
      }
    };
  }

  private static ZKClientConfig clientConfig(CoordinationConfig config) {
    ZKClientConfig client = new ZKClientConfig();
    if (!(config.auth() instanceof CoordinationAuth.Sasl)) {
      client.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    }
    config.clientProperties().forEach(client::setProperty);
    return client;
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  /** Curator cannot use a connection time-out above that of the session. */
  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
