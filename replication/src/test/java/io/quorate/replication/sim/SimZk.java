package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: a register and a line of waiting nodes per group, sessions, and the last start
 * of every disk. It answers after a while, may be away, may forget, and may lie about who is first.
 */
public final class SimZk {
  private static final long MILLIS = 1_000_000L;
  private static final long SESSION_NANOS = 8_000 * MILLIS;
  private static final long WATCHDOG_NANOS = 500 * MILLIS;

  private record InLine(String path, Session session) {}

  /** Who wrote the register last, and for which wish. */
  private record Nonce(Member member, long token) {}

  /** What is stored of one group. */
  private static final class Znodes {
    long registerEpoch;
    int registerVersion;
    @Nullable Nonce nonce;
    byte @Nullable [] genesis;
    TreeMap<NodeId, UUID> registered = new TreeMap<>();
    final List<InLine> line = new ArrayList<>();

    /** All that a backup would hold; places in line belong to sessions and do not. */
    Znodes copy() {
      Znodes copy = new Znodes();
      copy.registerEpoch = registerEpoch;
      copy.registerVersion = registerVersion;
      copy.nonce = nonce;
      copy.genesis = genesis;
      copy.registered = new TreeMap<>(registered);
      return copy;
    }
  }

  private record Backup(SortedMap<GroupId, Znodes> groups, SortedMap<UUID, Long> boots) {}

  private final SimWorld world;
  private final SplittableRandom random;
  private final List<Session> sessions = new ArrayList<>();
  private SortedMap<GroupId, Znodes> groups = new TreeMap<>();
  private SortedMap<UUID, Long> boots = new TreeMap<>();
  private @Nullable Backup backup;
  private LatchMode mode;
  private boolean up = true;
  private long nextPath;
  private long evictions;
  double ambiguousRate;
  long staleNanosMax;

  SimZk(SimWorld world, SplittableRandom random, LatchMode mode) {
    this.world = world;
    this.random = random;
    this.mode = mode;
  }

  private Znodes znodes(GroupId group) {
    return groups.computeIfAbsent(group, name -> new Znodes());
  }

  Session open(SimNode node, Member member) {
    Session session = new Session(node, member);
    sessions.add(session);
    session.reachabilityChanged();
    return session;
  }

  long evictions() {
    return evictions;
  }

  boolean isUp() {
    return up;
  }

  /** The last start of this disk that was confirmed. */
  @Nullable Long confirmedBoot(UUID storageUuid) {
    return boots.get(storageUuid);
  }

  // ── what may happen to it ──

  void setUp(boolean nowUp) {
    up = nowUp;
    List.copyOf(sessions).forEach(Session::reachabilityChanged);
  }

  void becomeHonest() {
    mode = LatchMode.FAITHFUL;
    ambiguousRate = 0;
    staleNanosMax = 0;
    groups.keySet().forEach(this::show);
  }

  void takeBackup() {
    TreeMap<GroupId, Znodes> copies = new TreeMap<>();
    groups.forEach((group, znodes) -> copies.put(group, znodes.copy()));
    backup = new Backup(copies, new TreeMap<>(boots));
  }

  void rollBack() {
    Backup old = backup;
    if (old != null) {
      backup = null;
      groups = old.groups;
      boots = old.boots;
      expireAll();
    }
  }

  void wipe() {
    groups = new TreeMap<>();
    boots = new TreeMap<>();
    backup = null;
    expireAll();
  }

  void expireAll() {
    List.copyOf(sessions).forEach(Session::expire);
  }

  void expire(SimNode node) {
    List.copyOf(sessions).stream().filter(it -> it.node == node).forEach(Session::expire);
  }

  /** Somebody removes a place in line that belongs to a living node. */
  void evictAnybody(GroupId group) {
    Znodes znodes = znodes(group);
    if (!znodes.line.isEmpty()) {
      leaveLine(group, znodes.line.get(random.nextInt(znodes.line.size())));
    }
  }

  /** Tells everybody again, whatever may have become of it. */
  void show(GroupId group) {
    sessions.forEach(session -> session.showLater(group));
  }

  private void leaveLine(GroupId group, InLine gone) {
    if (znodes(group).line.remove(gone)) {
      gone.session.lostPlace(group, gone.path);
      show(group);
    }
  }

  // ── a process's session ──

  /** From the start of a process to its end; expiry begins it anew. */
  final class Session {
    private final SimNode node;
    private final Member member;
    private final TreeMap<GroupId, Place> places = new TreeMap<>();
    private long unheardSinceNanos = -1;
    private long toldUntilNanos;
    private boolean ended;

    Session(SimNode node, Member member) {
      this.node = node;
      this.member = member;
    }

    Place place(SimSeat seat) {
      Place place = new Place(this, seat);
      places.put(seat.group(), place);
      world.after(0, () -> showLater(seat.group()));
      return place;
    }

    boolean isReached() {
      return up && !ended && node.reachesCoordinator();
    }

    void processEnded() {
      ended = true;
      reachabilityChanged();
    }

    void reachabilityChanged() {
      if (isReached()) {
        unheardSinceNanos = -1;
        places.values().forEach(Place::reached);
        places.keySet().forEach(this::showLater);
        confirmBootLater();
        return;
      }
      places.keySet().forEach(this::showLater);
      if (up && unheardSinceNanos < 0) {
        long since = world.nanos();
        unheardSinceNanos = since;
        world.after(SESSION_NANOS, () -> expireIfUnheardSince(since));
      } else if (!up) {
        unheardSinceNanos = -1;
      }
    }

    private void expireIfUnheardSince(long since) {
      if (unheardSinceNanos == since && up) {
        expire();
      }
    }

    void expire() {
      world.note(20, node.id().number(), 0, () -> "session of " + member + " expires");
      if (ended) {
        sessions.remove(this);
      }
      for (GroupId group : List.copyOf(groups.keySet())) {
        Znodes znodes = znodes(group);
        List.copyOf(znodes.line).stream()
            .filter(place -> place.session == this)
            .forEach(place -> leaveLine(group, place));
      }
      if (!ended) {
        unheardSinceNanos = -1;
        places.forEach((group, place) -> lostPlace(group, ""));
        reachabilityChanged();
      }
    }

    private void lostPlace(GroupId group, String path) {
      Place place = places.get(group);
      if (place != null && !ended) {
        place.lost(path);
      }
    }

    void showLater(GroupId group) {
      Place place = places.get(group);
      if (ended || place == null) {
        return;
      }
      ElectionView view = place.view();
      long stale = staleNanosMax > 0 ? random.nextLong(staleNanosMax) : 0;
      long at = world.nanos() + random.nextLong(MILLIS, 15 * MILLIS) + stale;
      toldUntilNanos = Math.max(toldUntilNanos, at);
      world.after(
          toldUntilNanos - world.nanos(),
          () -> place.seatEvent(events -> events.onElectionView(view)));
    }

    /** Whether the disk remembers the last start of it that was confirmed. */
    void confirmBootLater() {
      world.after(random.nextLong(2 * MILLIS, 40 * MILLIS), this::confirmBoot);
    }

    private void confirmBoot() {
      if (!isReached()) {
        return;
      }
      UUID disk = node.disk().storageUuid();
      Long known = confirmedBoot(disk);
      if (known != null && !node.disk().knowsBoot(known)) {
        node.faultHandler().renounce(disk, "its disk does not know its own last confirmed start");
        return;
      }
      boots.put(disk, node.disk().lastBoot());
      places.values().forEach(place -> place.seatEvent(ElectionEvents::onBootConfirmed));
    }
  }

  /** A process's place in a group's line, and its way to the register. */
  final class Place implements Election {
    private final Session session;
    private final SimSeat seat;
    private boolean enrolled;
    private boolean creating;
    private long notBeforeNanos;
    private @Nullable String path;
    private long saidFirstUntilNanos;
    private ElectionView last = ElectionView.NOTHING;

    Place(Session session, SimSeat seat) {
      this.session = session;
      this.seat = seat;
    }

    private GroupId group() {
      return seat.group();
    }

    boolean isInLine() {
      String own = path;
      return own != null && znodes(group()).line.stream().anyMatch(it -> it.path.equals(own));
    }

    private void seatEvent(Consumer<ElectionEvents> event) {
      if (session.member.equals(seat.life())) {
        event.accept(seat.electionEvents());
      }
    }

    private void atServer(Runnable request) {
      world.after(
          random.nextLong(MILLIS, 10 * MILLIS),
          () -> {
            if (session.isReached()) {
              request.run();
            }
          });
    }

    /** What this process knows: while it is cut off, what it was told last. */
    ElectionView view() {
      if (!session.isReached()) {
        return new ElectionView(
            false,
            last.first() && (path != null || mode != LatchMode.FAITHFUL),
            last.line(),
            last.registerEpoch(),
            last.registerVersion(),
            last.registered(),
            last.genesis());
      }
      Znodes znodes = znodes(group());
      List<ElectionView.Place> line =
          znodes.line.stream()
              .map(it -> new ElectionView.Place(it.path, it.session.member))
              .toList();
      last =
          new ElectionView(
              true,
              saysFirst(znodes),
              line,
              znodes.registerEpoch,
              znodes.registerVersion,
              new TreeMap<>(znodes.registered),
              znodes.genesis);
      return last;
    }

    private boolean saysFirst(Znodes znodes) {
      if (mode == LatchMode.ADVERSARIAL) {
        return random.nextInt(3) == 0;
      }
      boolean first = !znodes.line.isEmpty() && znodes.line.get(0).path.equals(path);
      if (mode == LatchMode.FAITHFUL) {
        return first;
      }
      if (first) {
        saidFirstUntilNanos = world.nanos() + random.nextLong(5_000 * MILLIS);
      }
      return first || world.nanos() < saidFirstUntilNanos || random.nextInt(20) == 0;
    }

    // ── the line ──

    @Override
    public void enroll() {
      if (!enrolled) {
        enrolled = true;
        createLater(0);
      }
    }

    @Override
    public void withdraw(long delayMillis) {
      enrolled = true;
      notBeforeNanos = world.nanos() + delayMillis * MILLIS;
      delete();
      createLater(delayMillis * MILLIS);
    }

    @Override
    public void leave() {
      enrolled = false;
      delete();
    }

    private void delete() {
      String own = path;
      path = null;
      if (own != null) {
        world.after(random.nextLong(MILLIS, 10 * MILLIS), () -> delete(own));
      }
    }

    /** Tried again until it has worked, or until the session has taken the place with it. */
    private void delete(String own) {
      if (!session.member.equals(seat.life())) {
        return;
      }
      if (session.isReached()) {
        List.copyOf(znodes(group()).line).stream()
            .filter(it -> it.path.equals(own))
            .forEach(it -> leaveLine(group(), it));
      } else {
        world.after(WATCHDOG_NANOS, () -> delete(own));
      }
    }

    private void createLater(long delayNanos) {
      if (!creating) {
        creating = true;
        // A create that failed in the background is noticed by the watchdog only.
        boolean fails = mode == LatchMode.DOUBTFUL && random.nextInt(5) == 0;
        long nanos = delayNanos + random.nextLong(10 * MILLIS) + (fails ? 3_000 * MILLIS : 0);
        world.after(nanos, this::create);
      }
    }

    private void create() {
      creating = false;
      if (!enrolled || path != null || !session.member.equals(seat.life())) {
        return;
      }
      if (world.nanos() < notBeforeNanos || !session.isReached()) {
        createLater(Math.max(WATCHDOG_NANOS, notBeforeNanos - world.nanos()));
        return;
      }
      Znodes znodes = znodes(group());
      removeElders(znodes);
      String created = group() + "/latch-" + nextPath++;
      path = created;
      znodes.line.add(new InLine(created, session));
      world.note(
          21, seat.node().number(), nextPath, () -> seat.node() + " stands in line as " + created);
      show(group());
    }

    /**
     * A node that starts removes what its earlier lives left in line, and what it forgot itself.
     */
    private void removeElders(Znodes znodes) {
      List.copyOf(znodes.line).stream()
          .filter(it -> it.session.node == session.node)
          .forEach(it -> leaveLine(group(), it));
    }

    /** The own node is watched: gone means to stand in line again. */
    private void lost(String lostPath) {
      if (lostPath.isEmpty() || lostPath.equals(path)) {
        path = null;
        if (enrolled) {
          createLater(random.nextLong(WATCHDOG_NANOS));
        }
      }
    }

    private void reached() {
      if (enrolled && path == null) {
        createLater(0);
      }
    }

    @Override
    public void evict(List<ElectionView.Place> lost, int registerVersion) {
      List<String> paths = lost.stream().map(ElectionView.Place::path).toList();
      atServer(
          () -> {
            Znodes znodes = znodes(group());
            if (znodes.registerVersion != registerVersion) {
              return;
            }
            for (InLine place : List.copyOf(znodes.line)) {
              if (paths.contains(place.path)) {
                evictions++;
                world.note(
                    22, seat.node().number(), 0, () -> seat.node() + " evicts " + place.path);
                leaveLine(group(), place);
              }
            }
          });
    }

    // ── the register ──

    @Override
    public void claimEpoch(long token, long atLeast) {
      Nonce nonce = new Nonce(session.member, token);
      boolean ambiguous = random.nextDouble() < ambiguousRate;
      boolean lostOnTheWay = ambiguous && random.nextBoolean();
      world.after(
          random.nextLong(MILLIS, 10 * MILLIS),
          () -> {
            if (lostOnTheWay || !session.isReached()) {
              readAgainLater(nonce);
            } else if (!mayClaim()) {
              answer(events -> events.onEpochRefused(token, "not first in line"));
            } else {
              long epoch = claim(nonce, atLeast);
              if (ambiguous) {
                readAgainLater(nonce);
              } else {
                answer(events -> events.onEpochClaimed(token, epoch));
              }
            }
          });
    }

    private boolean mayClaim() {
      String own = path;
      List<InLine> line = znodes(group()).line;
      return switch (mode) {
        case FAITHFUL -> own != null && !line.isEmpty() && line.get(0).path.equals(own);
        case DOUBTFUL -> own != null && line.stream().anyMatch(it -> it.path.equals(own));
        case ADVERSARIAL -> true;
      };
    }

    private long claim(Nonce nonce, long atLeast) {
      Znodes znodes = znodes(group());
      long epoch = Math.max(znodes.registerEpoch + 1, atLeast);
      if (mode == LatchMode.ADVERSARIAL) {
        epoch = atLeast + random.nextLong(random.nextInt(8) == 0 ? 1_000 : 3);
      }
      znodes.registerEpoch = Math.max(znodes.registerEpoch, epoch);
      znodes.registerVersion++;
      znodes.nonce = nonce;
      show(group());
      return epoch;
    }

    /** The reply was lost: the register tells whether the claim went through. */
    private void readAgainLater(Nonce nonce) {
      world.after(
          random.nextLong(100 * MILLIS, 600 * MILLIS),
          () -> {
            if (!session.member.equals(seat.life())) {
              return;
            }
            if (!session.isReached()) {
              readAgainLater(nonce);
              return;
            }
            Znodes znodes = znodes(group());
            long epoch = znodes.registerEpoch;
            if (nonce.equals(znodes.nonce)) {
              answer(events -> events.onEpochClaimed(nonce.token, epoch));
            } else {
              answer(events -> events.onEpochRefused(nonce.token, "the claim was lost"));
            }
          });
    }

    private void answer(Consumer<ElectionEvents> event) {
      world.after(random.nextLong(MILLIS, 10 * MILLIS), () -> seatEvent(event));
    }

    // ── genesis ──

    @Override
    public void register() {
      atServer(
          () -> {
            UUID uuid = seat.storageUuid();
            if (!uuid.equals(znodes(group()).registered.put(seat.node(), uuid))) {
              show(group());
            }
          });
    }

    @Override
    public void createGenesis(byte[] genesis) {
      atServer(
          () -> {
            Znodes znodes = znodes(group());
            if (znodes.genesis == null) {
              znodes.genesis = genesis.clone();
              show(group());
            }
          });
    }
  }
}
