package io.quorate.replication.sim.explore;

import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.Limits;
import io.quorate.replication.Ports;
import io.quorate.replication.Timeouts;
import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.RoleListener;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.sim.GroupImage;
import io.quorate.replication.sim.checker.InvariantViolated;
import io.quorate.replication.sim.checker.Seat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node to which one thing happens at a time, with all that follows from it on this node: its
 * turns, what it reads, and, unless the disk is stalled, its syncs. A process that ends is followed
 * by another at once: one that is down is one to which nothing happens.
 */
final class SmallNode implements Seat {
  private static final long MILLIS = 1_000_000L;
  private static final long HOUR = 3_600_000 * MILLIS;

  /** Longer than every patience that is used up here, shorter than what makes a tick late. */
  static final long TICK_NANOS = 200 * MILLIS;

  /** After which a replica may ask around again, and claim. */
  static final long ROUND_NANOS = 50 * MILLIS;

  /** Nobody is left alone, and nobody gives up by himself: who does what is chosen. */
  private static final Timeouts TIMEOUTS =
      new Timeouts(100 * MILLIS, HOUR, 0, HOUR, HOUR, HOUR, HOUR);

  /** Every entry is shipped by itself; nothing is saved or trimmed. */
  private static final Limits LIMITS =
      new Limits(1_024, 1, 1 << 20, 1 << 20, 16, 1 << 20, 16, 1 << 30, HOUR, 1 << 30);

  private static final long LIVE_BYTES = 1 << 20;

  private final SmallWorld world;
  private final NodeId id;
  private GroupImage platter = new GroupImage();
  private UUID storageUuid;
  private @Nullable Life life;
  private long lives;
  private long nanos;
  private boolean stalled;
  private long digest;
  private boolean digestKnown;

  SmallNode(SmallWorld world, NodeId id) {
    this.world = world;
    this.id = id;
    this.storageUuid = new UUID(id.number(), 0);
  }

  /** One process. */
  private final class Life implements PeerSender, RoleListener, FaultHandler, StateMachine {
    final Member member = new Member(id, ++lives);
    final StepStore store = new StepStore(SmallNode.this, platter, world.checks(), world.mutant());
    final Wish wish = new Wish();
    final LedgerStateMachine ledger = new LedgerStateMachine(LIVE_BYTES);
    @Nullable GroupCore core;
    boolean serving;

    GroupCore core() {
      GroupCore made = core;
      if (made == null) {
        GroupSettings settings =
            new GroupSettings(GroupId.MAIN, member, storageUuid, world.nodeIds(), TIMEOUTS, LIMITS);
        Ports ports = new Ports(store, this, this, wish, this, this);
        made = world.cores().create(settings, ports, nanos, 0);
        core = made;
      }
      return made;
    }

    void turn(Consumer<GroupCore> event) {
      core().at(nanos, wallMillis());
      event.accept(core());
      settle();
    }

    /** Everything that follows without a sync. */
    private void settle() {
      boolean more = true;
      while (more) {
        more = core().endTurn();
        Consumer<GroupCore> answer = store.nextAnswer();
        if (answer != null) {
          answer.accept(core());
          more = true;
        }
      }
    }

    /** Everything that follows, with as many syncs as it takes. */
    void sync() {
      while (store.queued() > 0) {
        long token = store.flush(store.queued());
        core().onSynced(token);
        settle();
      }
    }

    /** So that the time of an entry is its index, whatever else has happened. */
    private long wallMillis() {
      return (store.view().end().index() + 1) * 1_000;
    }

    @Override
    public void send(NodeId to, Message message) {
      world.send(SmallNode.this, to, message);
    }

    @Override
    public Object apply(Entry entry) {
      Object result = ledger.apply(entry);
      world.tell(() -> "   node " + id + " applies " + entry);
      world.checks().applied(SmallNode.this, entry, ledger.digest());
      return result;
    }

    @Override
    public void serving(long epoch, LogPosition barrier) {
      serving = true;
      world.tell(() -> "   node " + id + " serves epoch " + epoch + " from " + barrier);
      world.checks().serving(SmallNode.this, epoch, barrier);
    }

    @Override
    public void stopped(long epoch, String reason) {
      serving = false;
      world.checks().stopped(SmallNode.this);
    }

    @Override
    public void following(long epoch, @Nullable NodeId master) {}

    @Override
    public void transition(String what) {
      world.tell(() -> "   node " + id + ": " + what);
    }

    @Override
    public void halt(String reason) {
      throw new InvariantViolated("NoHalt", "node " + id + " halts: " + reason);
    }

    @Override
    public void renounce(UUID disk, String reason) {
      throw new InvariantViolated(
          "OnlyTheForgetfulRenounce", "node " + id + " renounces: " + reason);
    }

    @Override
    public boolean knows(byte type, byte version) {
      return ledger.knows(type, version);
    }

    @Override
    public long digest() {
      return ledger.digest();
    }

    @Override
    public IndexRanges liveBefore(long index) {
      return ledger.liveBefore(index);
    }

    @Override
    public void checkpoint(Consumer<Row> rows) {
      ledger.checkpoint(rows);
    }

    @Override
    public void snapshot(Consumer<Row> rows) {
      ledger.snapshot(rows);
    }

    @Override
    public void load(Iterable<Row> rows) {
      ledger.load(rows);
    }
  }

  /** The way to the coordinator: all that is heard there is the wish for an epoch. */
  private static final class Wish implements Election {
    long token = -1;

    @Override
    public void claimEpoch(long claim, long atLeast) {
      token = claim;
    }

    @Override
    public void enroll() {}

    @Override
    public void withdraw(long delayMillis) {}

    @Override
    public void leave() {}

    @Override
    public void evict(List<ElectionView.Place> lost, int registerVersion) {}

    @Override
    public void register() {}

    @Override
    public void createGenesis(byte[] genesis) {}
  }

  // ── what happens to it ──

  private Life living() {
    Life now = life;
    if (now == null) {
      throw new IllegalStateException("node " + id + " was never started");
    }
    return now;
  }

  void start() {
    life = new Life();
    happens(
        core -> {
          core.onBootConfirmed();
          core.onElectionView(world.view(false));
        });
  }

  void happens(Consumer<GroupCore> event) {
    digestKnown = false;
    living().turn(event);
    if (!stalled) {
      living().sync();
    }
  }

  void pass(long moreNanos) {
    nanos += moreNanos;
  }

  void stall() {
    digestKnown = false;
    stalled = true;
  }

  void sync() {
    digestKnown = false;
    stalled = false;
    living().core().at(nanos, living().wallMillis());
    living().sync();
  }

  /** Of what the disk was holding back, so many writes are there all the same. */
  void crash(int kept) {
    StepStore store = living().store;
    life = null;
    stalled = false;
    store.flush(kept);
    world.checks().platterChanged(this);
    start();
  }

  void wipe() {
    life = null;
    stalled = false;
    platter = new GroupImage();
    storageUuid = new UUID(id.number(), lives);
    world.checks().platterChanged(this);
    start();
  }

  /** The epoch that it wishes for is given to it; nothing happens if it has no such wish. */
  void grant(long epoch) {
    long token = living().wish.token;
    living().wish.token = -1;
    if (token >= 0) {
      happens(core -> core.onEpochClaimed(token, epoch));
    }
  }

  // ── looked at ──

  boolean isReplica() {
    return living().core().status().role().equals("REPLICA");
  }

  boolean isServing() {
    return living().serving;
  }

  /** Whether its timer does more than to ask around. */
  boolean hasTimer() {
    String role = living().core().status().role();
    return role.equals("MASTER") || role.equals("CANDIDATE");
  }

  boolean isStalled() {
    return stalled;
  }

  /** How many writes the disk holds back. */
  int queued() {
    return living().store.queued();
  }

  Member member() {
    return living().member;
  }

  long digest() {
    if (!digestKnown) {
      digestKnown = true;
      digest = StateDigest.of(living().core());
      digest = StateDigest.join(digest, StateDigest.of(platter));
      digest = StateDigest.join(digest, living().store.digest());
      digest = StateDigest.join(digest, StateDigest.of(List.of(storageUuid, member(), stalled)));
    }
    return digest;
  }

  void remember(long known) {
    digest = known;
    digestKnown = true;
  }

  @Override
  public NodeId node() {
    return id;
  }

  @Override
  public @Nullable Member life() {
    return life == null ? null : life.member;
  }

  @Override
  public UUID storageUuid() {
    return storageUuid;
  }

  @Override
  public GroupImage platter() {
    return platter;
  }

  @Override
  public GroupImage view() {
    return life == null ? platter : life.store.view();
  }

  @Override
  public boolean hasForgotten() {
    return false;
  }
}
