package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.StoredLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What all checkers of a group have seen together: every entry that ever stood in a log, what was
 * applied, and how far a commit can be proved from the accepts that were really sent.
 */
public final class History {
  /** A disk, as votes are counted: the node and the identity of its storage. */
  record Disk(NodeId node, UUID storageUuid) {}

  /** An epoch that got as far as its barrier. */
  static final class Reign {
    final Member master;
    final Seat seat;
    final long barrierIndex;
    final Map<Disk, Long> accepted = new HashMap<>();

    Reign(Member master, Seat seat, long barrierIndex) {
      this.master = master;
      this.seat = seat;
      this.barrierIndex = barrierIndex;
    }
  }

  private record Applied(Entry entry, long digest) {}

  private final List<Seat> seats;
  private final Map<LogPosition, Long> chains = new HashMap<>();
  private final Map<Long, Reign> reigns = new HashMap<>();
  private final Map<NodeId, TreeMap<Long, ReplicaSet>> configs = new HashMap<>();
  private final List<Applied> applied = new ArrayList<>();
  private final TreeMap<Long, ReplicaSet> appliedConfigs = new TreeMap<>();
  private long provenIndex;
  private long truncations;
  private long snapshots;

  History(List<Seat> seats) {
    this.seats = seats;
  }

  List<Seat> seats() {
    return seats;
  }

  // ── entries that stood in a log ──

  /** The chain of the first entry ever seen at this position, or null if there was none. */
  @Nullable Long chainSeen(LogPosition position) {
    return chains.get(position);
  }

  @Nullable Reign reign(long epoch) {
    return reigns.get(epoch);
  }

  /** The replica set in effect at the end of the seat's own log. */
  ReplicaSet configOf(Seat seat) {
    TreeMap<Long, ReplicaSet> own = configs.get(seat.node());
    return own == null || own.isEmpty() ? ReplicaSet.NONE : own.lastEntry().getValue();
  }

  /** Where the replica set stands that is in effect at the end of the seat's own log; 0 if none. */
  long configIndexOf(Seat seat) {
    TreeMap<Long, ReplicaSet> own = configs.get(seat.node());
    return own == null || own.isEmpty() ? 0 : own.lastKey();
  }

  void recovered(Seat seat, StoredLog stored) {
    TreeMap<Long, ReplicaSet> own = new TreeMap<>(stored.configs());
    SnapshotManifest checkpoint = stored.checkpoint();
    if (checkpoint != null) {
      // What the checkpoint says counts, also where a config entry below it cannot be read.
      own.headMap(checkpoint.end().index(), true).clear();
      own.put(checkpoint.end().index(), checkpoint.config());
    }
    configs.put(seat.node(), own);
  }

  void queued(Seat seat, LogOp op) {
    TreeMap<Long, ReplicaSet> own = configs.computeIfAbsent(seat.node(), node -> new TreeMap<>());
    if (op instanceof LogOp.Append append) {
      append.entries().forEach(entry -> appended(seat, own, entry));
    } else if (op instanceof LogOp.Repair repair) {
      repair.entries().stream()
          .filter(entry -> entry.type() == EntryType.CONFIG)
          .forEach(entry -> own.put(entry.index(), ReplicaSet.decode(entry.payload())));
    } else if (op instanceof LogOp.TruncateAfter truncate) {
      own.tailMap(truncate.index(), false).clear();
      truncations++;
    } else if (op instanceof LogOp.FinishInstall finish) {
      own.clear();
      own.put(finish.manifest().end().index(), finish.manifest().config());
      snapshots++;
    }
  }

  private void appended(Seat seat, SortedMap<Long, ReplicaSet> own, Entry entry) {
    chains.putIfAbsent(entry.position(), entry.chain());
    if (entry.type() == EntryType.CONFIG) {
      own.put(entry.index(), ReplicaSet.decode(entry.payload()));
      Reign reign = reigns.get(entry.epoch());
      if (reign != null) {
        prove(reign);
      }
    }
    Member life = seat.life();
    if (entry.type() == EntryType.BARRIER && life != null) {
      reigns.computeIfAbsent(entry.epoch(), e -> new Reign(life, seat, entry.index()));
    }
  }

  // ── commits, proved from what was accepted ──

  /** A disk that has not forgotten anything said that it holds the master's log up to here. */
  void accepted(Seat seat, long epoch, long upToIndex) {
    Reign reign = reigns.get(epoch);
    if (reign != null) {
      reign.accepted.merge(new Disk(seat.node(), seat.storageUuid()), upToIndex, Math::max);
      prove(reign);
    }
  }

  /** A master counts itself as far as its own platter goes. */
  void synced(Seat seat) {
    Member life = seat.life();
    long epoch = seat.platter().promise().epoch();
    Reign reign = reigns.get(epoch);
    if (reign != null && reign.master.equals(life)) {
      accepted(seat, epoch, seat.platter().end().index());
    }
  }

  private void prove(Reign reign) {
    ReplicaSet config = configOf(reign.seat);
    if (config.voters().isEmpty() || !reign.master.equals(reign.seat.life())) {
      return;
    }
    long[] counted =
        config.voters().entrySet().stream()
            .mapToLong(v -> reign.accepted.getOrDefault(new Disk(v.getKey(), v.getValue()), 0L))
            .sorted()
            .toArray();
    long shared = counted[counted.length - config.majority()];
    if (shared >= reign.barrierIndex) {
      provenIndex = Math.max(provenIndex, shared);
    }
  }

  /** Up to here a quorum has the log of one epoch with that epoch's barrier in it. */
  long provenIndex() {
    return provenIndex;
  }

  // ── what was applied ──

  /** The highest index anybody applied. */
  public long appliedIndex() {
    return applied.size();
  }

  public Entry appliedEntry(long index) {
    return applied.get((int) index - 1).entry;
  }

  long appliedDigest(long index) {
    return applied.get((int) index - 1).digest;
  }

  /** Of the state after everything that was applied. */
  public long digest() {
    return applied.isEmpty() ? 0 : applied.get(applied.size() - 1).digest;
  }

  /** The replica set that the applied entries up to the index have led to. */
  ReplicaSet appliedConfig(long index) {
    Map.Entry<Long, ReplicaSet> at = appliedConfigs.floorEntry(index);
    return at == null ? ReplicaSet.NONE : at.getValue();
  }

  public ReplicaSet appliedConfig() {
    return appliedConfig(Long.MAX_VALUE);
  }

  /** Every replica set that somebody's log ends with, committed or not. */
  public List<ReplicaSet> configsInEffect() {
    return seats.stream().map(this::configOf).filter(c -> !c.voters().isEmpty()).toList();
  }

  /** Takes note of an applied entry; says whether nobody had applied this index before. */
  boolean applied(Entry entry, long digest) {
    if (entry.index() != applied.size() + 1) {
      return false;
    }
    applied.add(new Applied(entry, digest));
    if (entry.type() == EntryType.CONFIG) {
      appliedConfigs.put(entry.index(), ReplicaSet.decode(entry.payload()));
    }
    return true;
  }

  /** The highest applied index whose entry is of at most this epoch; 0 if there is none. */
  long appliedUpToEpoch(long epoch) {
    int low = 0;
    int high = applied.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (applied.get(middle).entry.epoch() <= epoch) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public long epochs() {
    return reigns.size();
  }

  public long truncations() {
    return truncations;
  }

  /** How many snapshots were installed. */
  public long snapshots() {
    return snapshots;
  }

  /** How many disks were let in again. */
  public long readmissions() {
    long count = 0;
    ReplicaSet before = ReplicaSet.NONE;
    for (ReplicaSet config : appliedConfigs.values()) {
      if (!before.voters().isEmpty() && config.voters().size() > before.voters().size()) {
        count++;
      }
      before = config;
    }
    return count;
  }
}
