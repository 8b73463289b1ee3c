package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.Ports;
import io.quorate.replication.Timeouts;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.PeerListener;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.Proposal;
import io.quorate.replication.port.RoleListener;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.checker.InvariantViolated;
import io.quorate.replication.sim.checker.Seat;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's part in a group: the core while a process runs, with its loop and its mailbox. */
public final class SimSeat implements Seat {
  private static final long MICROS = 1_000L;
  private static final int EVENTS_PER_TURN_MAX = 8;

  private final SimWorld world;
  private final SimNode node;
  private final GroupId group;
  private @Nullable Life life;
  private PeerListener peers = new CoresEars();
  private ElectionEvents electionEvents = new CoresEars();

  SimSeat(SimWorld world, SimNode node, GroupId group) {
    this.world = world;
    this.node = node;
    this.group = group;
  }

  /** One process's half of the seat. Whatever refers to an ended life is without effect. */
  private final class Life implements PeerSender, RoleListener, LogStoreEvents {
    final Member member;
    final SimZk.Place place;
    final Service service;
    final MemoryLogStore store;
    final GroupSettings settings;
    @Nullable GroupCore core;
    final ArrayDeque<Runnable> mailbox = new ArrayDeque<>();
    boolean turnPlanned;
    long servedEpoch;
    boolean serving;

    Life(Member member, SimZk.Session session) {
      this.member = member;
      this.store = new MemoryLogStore(node.disk(), group, this);
      this.place = session.place(SimSeat.this);
      this.service =
          world.application().begin(SimSeat.this, action -> post(() -> action.accept(core())));
      this.settings =
          new GroupSettings(
              group,
              member,
              node.disk().storageUuid(),
              world.nodeIds(),
              Timeouts.DEFAULT,
              world.application().limits());
    }

    /** Made in the first turn, since it reads its log. */
    GroupCore core() {
      GroupCore made = core;
      if (made == null) {
        Ports ports =
            new Ports(
                new WatchedStore(store),
                this,
                new WatchedStateMachine(service.stateMachine()),
                place,
                this,
                new WatchedFaultHandler());
        made =
            world.cores().create(settings, ports, node.clock().nanos(), node.clock().wallMillis());
        core = made;
      }
      return made;
    }

    void post(Runnable event) {
      if (this == life) {
        mailbox.addLast(event);
        planTurn();
      }
    }

    void planTurn() {
      if (!turnPlanned && !node.isFrozen()) {
        turnPlanned = true;
        world.after(world.random().nextLong(MICROS, 100 * MICROS), this::plannedTurn);
      }
    }

    void plannedTurn() {
      turnPlanned = false;
      if (this == life && !node.isFrozen()) {
        turn();
      }
    }

    void turn() {
      try {
        GroupCore core = core();
        core.at(node.clock().nanos(), node.clock().wallMillis());
        for (int left = 1 + world.random().nextInt(EVENTS_PER_TURN_MAX); left > 0; left--) {
          Runnable event = mailbox.pollFirst();
          if (event == null) {
            break;
          }
          event.run();
        }
        if (core.endTurn() || !mailbox.isEmpty()) {
          planTurn();
        }
      } catch (ProcessEnded ended) {
        world.note(6, node.id().number(), 0, ended::getMessage);
      }
    }

    // ── what the core tells its world ──

    @Override
    public void send(NodeId to, Message message) {
      node.portCall();
      world.note(
          7,
          node.id().number() * 64L + to.number(),
          message.getClass().getSimpleName().hashCode(),
          () -> group + " " + node.id() + " to " + to + " " + message);
      world.checks(group).sent(SimSeat.this, to, message);
      world.net().send(SimSeat.this, to, message);
    }

    @Override
    public void serving(long epoch, LogPosition barrier) {
      world.note(
          8,
          node.id().number(),
          epoch,
          () -> group + " " + node.id() + " serves " + epoch + " from " + barrier);
      serving = true;
      servedEpoch = epoch;
      world.checks(group).serving(SimSeat.this, epoch, barrier);
      service.serving(epoch);
    }

    @Override
    public void stopped(long epoch, String reason) {
      world.note(
          9,
          node.id().number(),
          epoch,
          () -> group + " " + node.id() + " stops " + epoch + ": " + reason);
      serving = false;
      world.checks(group).stopped(SimSeat.this);
      service.stopped(reason);
    }

    @Override
    public void following(long epoch, @Nullable NodeId master) {
      world.note(
          10,
          node.id().number(),
          epoch,
          () -> group + " " + node.id() + " follows " + master + " in " + epoch);
      service.following(epoch, master);
    }

    @Override
    public void transition(String what) {
      world.note(11, node.id().number(), 0, () -> group + " " + node.id() + ": " + what);
    }

    // ── what the disk reports ──

    @Override
    public void onSynced(long token) {
      post(() -> core().onSynced(token));
    }

    @Override
    public void onRead(long token, List<Entry> entries) {
      post(() -> core().onRead(token, entries));
    }

    @Override
    public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
      post(() -> core().onSnapshotChunk(token, rows, kept, last));
    }

    @Override
    public void onDiskSpace(DiskSpace space) {
      post(() -> core().onDiskSpace(space));
    }
  }

  /** What comes from outside, posted to the core of the present life. */
  private final class CoresEars implements PeerListener, ElectionEvents {
    @Override
    public boolean onMessage(Envelope envelope) {
      toCore(core -> core.onMessage(envelope));
      return true;
    }

    @Override
    public void onPeerConnected(Member peer) {
      toCore(core -> core.onPeerConnected(peer));
    }

    @Override
    public void onPeerLost(Member peer) {
      toCore(core -> core.onPeerLost(peer));
    }

    @Override
    public void onElectionView(ElectionView view) {
      toCore(core -> core.onElectionView(view));
    }

    @Override
    public void onEpochClaimed(long token, long epoch) {
      toCore(core -> core.onEpochClaimed(token, epoch));
    }

    @Override
    public void onEpochRefused(long token, String reason) {
      toCore(core -> core.onEpochRefused(token, reason));
    }

    @Override
    public void onBootConfirmed() {
      toCore(GroupCore::onBootConfirmed);
    }
  }

  /** The store, with a place to die before each call. */
  private final class WatchedStore implements LogStore {
    private final LogStore store;

    WatchedStore(LogStore store) {
      this.store = store;
    }

    @Override
    public StoredLog recover() {
      StoredLog stored = store.recover();
      world.note(
          12,
          node.id().number(),
          stored.end().index(),
          () ->
              group + " " + node.id() + " recovers " + stored.promise() + ", " + stored.outline());
      world.checks(group).recovered(SimSeat.this, stored);
      return stored;
    }

    @Override
    public void write(LogWrite write) {
      node.portCall();
      store.write(write);
    }

    @Override
    public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
      node.portCall();
      store.read(token, fromInclusive, toInclusive, bytesMax);
    }

    @Override
    public void readSnapshot(long token, long snapshotId) {
      node.portCall();
      store.readSnapshot(token, snapshotId);
    }

    @Override
    public void closeSnapshot(long snapshotId) {
      store.closeSnapshot(snapshotId);
    }

    @Override
    public void noteAccepted(LogPosition position) {
      store.noteAccepted(position);
    }
  }

  /** The state machine, with a place to die before each entry. */
  private final class WatchedStateMachine implements StateMachine {
    private final StateMachine state;

    WatchedStateMachine(StateMachine state) {
      this.state = state;
    }

    @Override
    public boolean knows(byte type, byte version) {
      return state.knows(type, version);
    }

    @Override
    public Object apply(Entry entry) {
      node.portCall();
      Object result = state.apply(entry);
      world.note(
          13, entry.index(), state.digest(), () -> group + " " + node.id() + " applies " + entry);
      world.checks(group).applied(SimSeat.this, entry, state.digest());
      return result;
    }

    @Override
    public long digest() {
      return state.digest();
    }

    @Override
    public IndexRanges liveBefore(long index) {
      return state.liveBefore(index);
    }

    @Override
    public void checkpoint(Consumer<Row> rows) {
      if (world.mutant() != Mutant.M18_SNAPSHOT_LABEL_TOO_HIGH) {
        state.checkpoint(rows);
      }
    }

    @Override
    public void snapshot(Consumer<Row> rows) {
      state.snapshot(rows);
    }

    @Override
    public void load(Iterable<Row> rows) {
      state.load(rows);
    }
  }

  /** The process's fault handler, for a core that has to have its reasons. */
  private final class WatchedFaultHandler implements FaultHandler {
    @Override
    public void halt(String reason) {
      node.faultHandler().halt(group + ": " + reason);
    }

    @Override
    public void renounce(UUID storageUuid, String reason) {
      boolean isPresent = storageUuid.equals(storageUuid());
      if (isPresent && !hasForgotten() && !platter().hasRot()) {
        throw new InvariantViolated(
            "OnlyTheForgetfulRenounce", "node " + node.id() + " renounces: " + reason);
      }
      node.faultHandler().renounce(storageUuid, reason);
    }
  }

  // ── driven by the node and the world ──

  void start(Member member, SimZk.Session session) {
    Life begun = new Life(member, session);
    life = begun;
    begun.planTurn();
  }

  void end() {
    life = null;
  }

  void platterChanged() {
    world.checks(group).platterChanged(this);
  }

  void wake() {
    if (life != null) {
      life.planTurn();
    }
  }

  void tick() {
    Life now = life;
    if (now != null) {
      now.mailbox.addLast(() -> now.core().onTick());
      now.service.tick();
      now.turn();
    }
  }

  void toCore(Consumer<GroupCore> event) {
    Life now = life;
    if (now != null) {
      now.post(() -> event.accept(now.core()));
    }
  }

  PeerListener peers() {
    return peers;
  }

  ElectionEvents electionEvents() {
    return electionEvents;
  }

  /** Tests of the world itself listen in the core's stead. */
  void divertPeers(PeerListener listener) {
    peers = listener;
  }

  void divertElection(ElectionEvents events) {
    electionEvents = events;
  }

  /** The way out that the core has, for such tests. */
  PeerSender sender() {
    return Objects.requireNonNull(life);
  }

  Election election() {
    return Objects.requireNonNull(life).place;
  }

  void identityRenewed(UUID storageUuid) {
    toCore(core -> core.onIdentityRenewed(storageUuid));
  }

  public void propose(Proposal proposal) {
    toCore(core -> core.onProposed(proposal));
  }

  // ── looked at ──

  public GroupId group() {
    return group;
  }

  @Override
  public NodeId node() {
    return node.id();
  }

  public SimNode host() {
    return node;
  }

  @Override
  public @Nullable Member life() {
    return life == null ? null : life.member;
  }

  @Override
  public UUID storageUuid() {
    return node.disk().storageUuid();
  }

  @Override
  public GroupImage platter() {
    return node.disk().platter(group);
  }

  @Override
  public GroupImage view() {
    return life == null ? platter() : life.store.view();
  }

  @Override
  public boolean hasForgotten() {
    return node.hasForgotten();
  }

  public boolean isServing() {
    return life != null && life.serving;
  }

  long servedEpoch() {
    return life == null ? 0 : life.servedEpoch;
  }

  /** What the running process does with the log, or null while there is none. */
  public @Nullable Service service() {
    return life == null ? null : life.service;
  }

  long digest() {
    return life == null ? 0 : life.service.stateMachine().digest();
  }

  /** What the state needs of the log, at this moment. */
  IndexRanges live() {
    return life == null ? IndexRanges.NONE : life.service.stateMachine().liveBefore(Long.MAX_VALUE);
  }

  boolean hasPlaceInLine() {
    return life != null && life.place.isInLine();
  }
}
