package io.quorate.broker;

import io.quorate.broker.admin.AdminServer;
import io.quorate.broker.admin.GroupFacts;
import io.quorate.broker.admin.NodeHealth;
import io.quorate.broker.admin.NodeMetrics;
import io.quorate.broker.admin.ZooKeeperSession;
import io.quorate.broker.config.HostPort;
import io.quorate.broker.config.NodeConfig;
import io.quorate.broker.config.NodeSettings;
import io.quorate.broker.config.TlsFiles;
import io.quorate.broker.queue.BrokerStateMachine;
import io.quorate.broker.queue.StateLimits;
import io.quorate.broker.service.AdminService;
import io.quorate.broker.service.BrokerService;
import io.quorate.broker.service.ClientServer;
import io.quorate.broker.service.GroupAccess;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.BrokerFigures;
import io.quorate.broker.session.DiskFigures;
import io.quorate.broker.session.Gate;
import io.quorate.broker.session.GroupBroker;
import io.quorate.broker.session.NodeBroker;
import io.quorate.election.ConnectionState;
import io.quorate.election.Coordination;
import io.quorate.election.CoordinationListener;
import io.quorate.election.zookeeper.ZooKeeperCoordination;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.Ports;
import io.quorate.replication.grpc.LinkSettings;
import io.quorate.replication.grpc.NodeIdentity;
import io.quorate.replication.grpc.PeerAddress;
import io.quorate.replication.grpc.PeerLinks;
import io.quorate.replication.grpc.PeerTls;
import io.quorate.replication.loop.LoopSettings;
import io.quorate.replication.loop.NodeLoop;
import io.quorate.replication.loop.SystemClock;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Clock;
import io.quorate.replication.port.PeerSender;
import io.quorate.storage.rocksdb.DiskUse;
import io.quorate.storage.rocksdb.RocksLogStore;
import io.quorate.storage.rocksdb.RocksNode;
import io.quorate.storage.rocksdb.StorageSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: one disk, one session with the coordinator, links to its peers, and a loop for each
 * group. Can be started inside a foreign JVM; the only way out besides {@link #close} is the fault
 * handler.
 */
public final class BrokerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
  private static final long REFRESH_MILLIS = 250;
  private static final long TICK_MILLIS = 25;
  private static final long SURVEY_MILLIS = 2_000;

  /** Of a group's queues, about; the rest is read when it is needed. */
  private static final long INDEX_BYTES_MAX = 64L << 20;

  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
  private static final int READ_THREADS = 4;
  private static final int READS_WAITING_MAX = 4_096;

  private final NodeSettings settings;
  private final Member self;
  private final Clock clock = new SystemClock();
  private final NodeMetrics metrics = new NodeMetrics(version(), "");
  private final TreeMap<GroupId, GroupHost> hosts = new TreeMap<>();
  private final AtomicReference<ZooKeeperSession> session =
      new AtomicReference<>(ZooKeeperSession.LOST);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Closed in the reverse order of their creation. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final ScheduledExecutorService chores;
  private final NodeFaultHandler faults;
  private final RocksNode storage;
  private final PeerLinks links;
  private final Coordination coordination;
  private final NodeBroker broker;
  private final ClientServer clients;
  private final AdminServer admin;

  private BrokerNode(NodeSettings settings, NodeFault fault) throws IOException {
    this.settings = settings;
    NodeConfig node = settings.node();
    self = new Member(node.nodeId(), newIncarnation());
    // Before anything is touched: a second node on these ports must find the first one's data
    // whole.
    refuseTaken(node.clientListen(), "clients", "ports.client");
    refuseTaken(node.peersListen(), "peers", "ports.peers");
    chores = Executors.newSingleThreadScheduledExecutor(threads("quorate-chores"));
    faults = new NodeFaultHandler(self.node(), fault, chores, new Disk());
    try {
      parts.push(chores::shutdownNow);
      storage = owned(RocksNode.open(storageSettings(settings), faults::halt, metrics::synced));
      links = owned(newLinks());
      coordination = owned(newCoordination());
      TreeMap<GroupId, GroupAccess> access = new TreeMap<>();
      List<Runnable> starts = new ArrayList<>();
      for (GroupId group : settings.cluster().groups()) {
        access.put(group, addGroup(group, starts));
      }
      TreeMap<GroupId, GroupBroker> brokers = new TreeMap<>();
      hosts.forEach((group, host) -> brokers.put(group, host.broker()));
      broker = new NodeBroker(settings.cluster().clusterName(), brokers, clientAddresses());
      ThreadPoolExecutor readers = owned(readThreads(), ThreadPoolExecutor::shutdownNow);
      clients =
          owned(
              new ClientServer(
                  links::serverBeside,
                  node.clientListen(),
                  node.tls().clients(),
                  settings.cluster().limits().entryBytesMax().bytesAsInt(),
                  List.of(
                      new AdminService(settings, self, access, clock, readers, chores),
                      new BrokerService(broker, self.node().number()))));
      watchMetrics();
      admin = owned(AdminServer.start(node.adminListen(), new Health(), metrics));
      links.start();
      starts.forEach(Runnable::run);
      clients.start();
      coordination.confirmBoot(storage.identity().storageUuid(), storage.identity().starts());
      every(REFRESH_MILLIS, () -> hosts.values().forEach(GroupHost::refresh));
      every(SURVEY_MILLIS, () -> hosts.values().forEach(GroupHost::survey));
      every(TICK_MILLIS, () -> brokers.values().forEach(GroupBroker::tick));
    } catch (IOException | RuntimeException e) {
      closeParts();
      throw e;
    }
    LOG.info(
        "node {} of cluster {} is up: clients {}, peers {}, health and metrics {}; incarnation {},"
            + " start {} of disk {}",
        self.node(),
        settings.cluster().clusterName(),
        node.clientListen(),
        node.peersListen(),
        node.adminListen(),
        Long.toHexString(self.incarnation()),
        storage.identity().bootCount(),
        storage.identity().storageUuid());
  }

  /**
   * Opens the disk and the ports and begins to look for peers and coordinator. Returns before they
   * are found: what is waited for shows in {@link #health} and in the log.
   *
   * @throws IOException if a port is taken; its text says which key to change
   * @throws io.quorate.storage.rocksdb.StartRefusedException if the folder is not this node's
   */
  public static BrokerNode start(NodeSettings settings, NodeFault fault) throws IOException {
    return new BrokerNode(settings, fault);
  }

  private static String version() {
    return Objects.requireNonNullElse(
        BrokerNode.class.getPackage().getImplementationVersion(), "unpackaged");
  }

  /** Grows from start to start as long as the clock does, and differs anyway. */
  private static long newIncarnation() {
    return System.currentTimeMillis() << 16 | (System.nanoTime() & 0xffff);
  }

  private static void refuseTaken(HostPort listen, String whom, String key) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
    } catch (IOException e) {
      BindException failure =
          new BindException(
              "cannot listen on "
                  + listen
                  + " for "
                  + whom
                  + ": "
                  + e.getMessage()
                  + "; change "
                  + key
                  + " or portOffset, or stop what uses it");
      failure.initCause(e);
      throw failure;
    }
  }

  // ── parts ──

  private <T extends AutoCloseable> T owned(T part) {
    parts.push(part);
    return part;
  }

  private <T> T owned(T part, java.util.function.Consumer<T> close) {
    parts.push(() -> close.accept(part));
    return part;
  }

  private void every(long millis, Runnable chore) {
    var unused = chores.scheduleWithFixedDelay(chore, 0, millis, TimeUnit.MILLISECONDS);
  }

  private static StorageSettings storageSettings(NodeSettings settings) {
    NodeConfig node = settings.node();
    return new StorageSettings(
        node.directory(),
        settings.cluster().clusterName(),
        node.nodeId(),
        node.storage().softDiskMark().bytes(),
        node.storage().hardDiskMark().bytes(),
        node.storage().ballastBytes().bytes(),
        node.memory().memtables().bytesAsInt());
  }

  private PeerLinks newLinks() {
    NodeConfig node = settings.node();
    List<PeerAddress> peers = new ArrayList<>();
    settings
        .cluster()
        .nodes()
        .byId()
        .forEach(
            (id, address) ->
                peers.add(new PeerAddress(id, address.peer().host(), address.peer().port())));
    return new PeerLinks(
        new NodeIdentity(
            settings.cluster().clusterName(),
            self,
            storage.identity().storageUuid(),
            storage.identity().bootCount(),
            1,
            1,
            settings.cluster().nodes().addressOf(self.node()).client().toString()),
        new InetSocketAddress(node.peersListen().host(), node.peersListen().port()),
        peers,
        peerTls(node.tls().peers()),
        linkSettings());
  }

  /** Room for a whole window towards a peer, and for what is said beside it. */
  private LinkSettings linkSettings() {
    LinkSettings usual = LinkSettings.DEFAULT;
    return new LinkSettings(
        usual.pingNanos(),
        usual.silenceNanos(),
        usual.redialNanos(),
        Math.max(usual.outboundBytesMax(), 2 * settings.node().memory().shipWindow().bytes()),
        usual.ioThreads());
  }

  private static @Nullable PeerTls peerTls(TlsFiles files) {
    var certificate = files.certificate();
    var key = files.key();
    var trust = files.trust();
    return certificate == null || key == null || trust == null
        ? null
        : new PeerTls(certificate, key, files.keyPassword(), trust);
  }

  private Coordination newCoordination() {
    return new ZooKeeperCoordination(
        CoreSettings.coordination(settings),
        new io.quorate.election.NodeIdentity(
            self.node().number(),
            self.incarnation(),
            storage.identity().storageUuid(),
            settings.cluster().nodes().addressOf(self.node()).peer().toString()),
        new Session());
  }

  private GroupAccess addGroup(GroupId group, List<Runnable> starts) {
    NodeLoop loop = owned(new NodeLoop(group, clock, faults, LoopSettings.DEFAULT, links.thread()));
    RocksLogStore store = storage.logStore(group, loop);
    BrokerStateMachine state =
        new BrokerStateMachine(StateLimits.DEFAULT, store::stateRow, INDEX_BYTES_MAX);
    NodeMetrics.GroupMeter meter = metrics.meterOf(group);
    GroupBroker sessions =
        owned(
            new GroupBroker(
                group,
                self.node(),
                loop::execute,
                state,
                state::setListener,
                clock,
                CoreSettings.sessionLimits(settings),
                Gate.ALLOW_ALL,
                clientAddresses(),
                () -> diskFigures(group),
                meter::committed));
    GroupHost host = new GroupHost(group, self.node(), loop, meter, sessions);
    hosts.put(group, host);
    PeerSender peers = links.join(group, loop);
    CoordinatorElection election =
        new CoordinatorElection(group, coordination, () -> storage.identity().storageUuid(), loop);
    Ports ports = new Ports(store, peers, state, election, host, faults);
    starts.add(() -> loop.start(groupSettings(group), ports));
    return new GroupAccess(group, loop, store::entries);
  }

  private SortedMap<NodeId, String> clientAddresses() {
    TreeMap<NodeId, String> addresses = new TreeMap<>();
    settings
        .cluster()
        .nodes()
        .byId()
        .forEach((id, address) -> addresses.put(id, address.client().toString()));
    return addresses;
  }

  private DiskFigures diskFigures(GroupId group) {
    DiskUse use = storage.diskUse(group);
    return new DiskFigures(
        use.logBytes(),
        use.keptBytes(),
        use.stateBytes(),
        settings.node().directory().toFile().getUsableSpace());
  }

  private GroupSettings groupSettings(GroupId group) {
    return new GroupSettings(
        group,
        self,
        storage.identity().storageUuid(),
        new TreeSet<>(settings.cluster().nodes().ids()),
        CoreSettings.timeouts(settings.node().replication()),
        CoreSettings.limits(settings));
  }

  private static ThreadPoolExecutor readThreads() {
    ThreadPoolExecutor readers =
        new ThreadPoolExecutor(
            READ_THREADS,
            READ_THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(READS_WAITING_MAX),
            threads("quorate-readers"));
    readers.allowCoreThreadTimeOut(true);
    return readers;
  }

  private static ThreadFactory threads(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private void watchMetrics() {
    metrics.watchGroups(this::facts);
    metrics.watchBrokers(this::figures);
    metrics.watchZooKeeper(session::get);
    metrics.watchStore(
        () -> settings.node().directory().toFile().getUsableSpace(),
        () -> hosts.keySet().stream().mapToLong(this::storedBytes).sum());
  }

  private long storedBytes(GroupId group) {
    DiskUse use = storage.diskUse(group);
    return use.logBytes() + use.keptBytes() + use.stateBytes();
  }

  private List<GroupFacts> facts() {
    List<GroupFacts> facts = new ArrayList<>();
    for (GroupHost host : hosts.values()) {
      GroupFacts its = host.facts();
      if (its != null) {
        facts.add(its);
      }
    }
    return facts;
  }

  private List<BrokerFigures> figures() {
    List<BrokerFigures> figures = new ArrayList<>();
    for (GroupHost host : hosts.values()) {
      BrokerFigures its = host.figures();
      if (its != null) {
        figures.add(its);
      }
    }
    return figures;
  }

  /** What protocol heads see of this node. */
  public Broker broker() {
    return broker;
  }

  /** What this node says of itself. */
  public NodeHealth health() {
    return new Health();
  }

  public HostPort adminAddress() {
    return new HostPort(settings.node().adminListen().host(), admin.port());
  }

  private final class Health implements NodeHealth {
    @Override
    public NodeId nodeId() {
      return self.node();
    }

    @Override
    public List<String> startWaits() {
      return hosts.values().stream().flatMap(host -> host.startWaits().stream()).toList();
    }

    @Override
    public List<String> stalls() {
      return hosts.values().stream().flatMap(host -> host.stalls().stream()).toList();
    }

    @Override
    public List<GroupFacts> groups() {
      return facts();
    }
  }

  // ── the coordinator ──

  private final class Session implements CoordinationListener {
    private final AtomicLong twinSaidNanos = new AtomicLong(Long.MIN_VALUE / 2);

    @Override
    public void onConnection(ConnectionState state) {
      ZooKeeperSession before = session.getAndSet(sessionOf(state));
      if (before == ZooKeeperSession.CONNECTED && state == ConnectionState.LOST) {
        metrics.sessionLost();
      }
      LOG.info("node {}: ZooKeeper is {}", self.node(), state);
    }

    private static ZooKeeperSession sessionOf(ConnectionState state) {
      return switch (state) {
        case CONNECTED -> ZooKeeperSession.CONNECTED;
        case SUSPENDED -> ZooKeeperSession.SUSPENDED;
        case CONNECTING, LOST -> ZooKeeperSession.LOST;
      };
    }

    @Override
    public void onSessionNegotiated(Duration sessionTimeout) {
      LOG.info("node {}: ZooKeeper granted a session of {}", self.node(), sessionTimeout);
    }

    @Override
    public void onBootConfirmed() {
      hosts.values().forEach(host -> host.loop().onBootConfirmed());
    }

    @Override
    public void onRolledBack(long unknownStart) {
      faults.renounce(
          storage.identity().storageUuid(),
          "ZooKeeper knows a start of this disk ("
              + unknownStart
              + ") that the disk does not: it is an older image of itself");
    }

    @Override
    public void onTwin(String owner) {
      long now = System.nanoTime();
      if (now - twinSaidNanos.getAndSet(now) > TimeUnit.SECONDS.toNanos(30)) {
        LOG.error(
            "node {}: another process uses a copy of this disk: {}; stop one of them",
            self.node(),
            owner);
      }
    }

    @Override
    public void onFault(Throwable thrown) {
      LOG.error("node {}: the election stumbled", self.node(), thrown);
    }
  }

  // ── identity ──

  private final class Disk implements NodeFaultHandler.Disk {
    @Override
    public UUID storageUuid() {
      return storage.identity().storageUuid();
    }

    /** Nobody believes this disk from here on, until it is let in again. */
    @Override
    public void renewIdentity(String reason) throws IOException {
      UUID renewed = storage.renewIdentity().storageUuid();
      LOG.warn(
          "node {}: {}. It takes the new identity {} and counts for nothing until 'quorate node"
              + " readmit {}'",
          self.node(),
          reason,
          renewed,
          self.node());
      links.renewStorage(renewed);
      hosts.values().forEach(host -> host.loop().identityRenewed(renewed));
      coordination.confirmBoot(renewed, storage.identity().starts());
    }
  }

  // ── the end ──

  /** Hands over what it leads, then ends. Takes less than five seconds. */
  @Override
  public void close() {
    if (!faults.isOver() && settings.cluster().nodes().size() > 1) {
      handOver();
    }
    if (closed.compareAndSet(false, true)) {
      faults.close();
      closeParts();
      LOG.info("node {} has stopped", self.node());
      ended.countDown();
    }
  }

  /** Waits until the node has been closed. */
  public void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handOver() {
    long until = System.nanoTime() + HAND_OVER_NANOS;
    hosts.values().stream().filter(GroupHost::isMaster).forEach(host -> host.loop().handOver());
    while (session.get() == ZooKeeperSession.CONNECTED
        && hosts.values().stream().anyMatch(GroupHost::isMaster)
        && System.nanoTime() < until) {
      hosts.values().forEach(GroupHost::refresh);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("node {}: a part did not close cleanly", self.node(), e);
      }
    }
  }
}
