package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's disk: one queue of writes over all its groups, made durable in order by one sync at a
 * time. It outlives the processes that use it. A power cut keeps any prefix of the queue, in whole
 * writes: a torn one is an absent one.
 */
public final class SimDisk {
  private static final long MICROS = 1_000L;
  private static final int IMAGES_MAX = 4;

  private record Queued(MemoryLogStore store, LogWrite write) {}

  /** The disk as it was when a process opened it. */
  private record BootImage(
      UUID storageUuid, List<Long> boots, SortedMap<GroupId, GroupImage> groups) {}

  private final Timeline timeline;
  private final SplittableRandom random;
  private final DiskObserver observer;
  private final @Nullable Mutant mutant;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final ArrayDeque<BootImage> images = new ArrayDeque<>();
  private TreeMap<GroupId, GroupImage> groups = new TreeMap<>();
  private final List<MemoryLogStore> open = new ArrayList<>();
  private UUID storageUuid;

  /** One number, drawn at random, for each start since this disk was empty. */
  private final List<Long> boots = new ArrayList<>();

  private long syncNumber;
  private boolean syncing;
  private long stalledUntilNanos;
  private long syncNanosMax = 2_000 * MICROS;
  private boolean keepsImages;
  private DiskSpace space = DiskSpace.PLENTY;
  private @Nullable Failure failure;

  /** What happens at the next sync: the process dies of it, the write may be there all the same. */
  private record Failure(boolean present, Consumer<String> process) {}

  public SimDisk(
      Timeline timeline, SplittableRandom random, DiskObserver observer, @Nullable Mutant mutant) {
    this.timeline = timeline;
    this.random = random;
    this.observer = observer;
    this.mutant = mutant;
    this.storageUuid = freshUuid();
  }

  public UUID storageUuid() {
    return storageUuid;
  }

  /** Whether this start was counted on this disk: an image from before it does not know it. */
  boolean knowsBoot(long number) {
    return boots.contains(number);
  }

  long lastBoot() {
    return boots.get(boots.size() - 1);
  }

  public void slowSyncs(long nanosMax) {
    syncNanosMax = nanosMax;
  }

  long readNanos() {
    return random.nextLong(20 * MICROS, 20 * MICROS + syncNanosMax / 2);
  }

  public void keepImages() {
    keepsImages = true;
  }

  /** A process takes the disk over and counts itself. */
  public void boot() {
    if (keepsImages) {
      images.addLast(new BootImage(storageUuid, List.copyOf(boots), copyOfGroups()));
      if (images.size() > IMAGES_MAX) {
        images.removeFirst();
      }
    }
    boots.add(random.nextLong());
  }

  /** The group's log as the platter has it. */
  public GroupImage platter(GroupId group) {
    return groups.computeIfAbsent(group, name -> new GroupImage());
  }

  void opened(MemoryLogStore store) {
    open.add(store);
    if (space != DiskSpace.PLENTY) {
      timeline.after(0, () -> store.events().onDiskSpace(space));
    }
  }

  void enqueue(MemoryLogStore store, LogWrite write) {
    queue.addLast(new Queued(store, write));
    if (mutant == Mutant.M1_ACCEPT_BEFORE_SYNC) {
      timeline.after(0, () -> reportSynced(store, write.token()));
    }
    syncSoon();
  }

  private void syncSoon() {
    if (syncing || queue.isEmpty()) {
      return;
    }
    syncing = true;
    long stalled = Math.max(0, stalledUntilNanos - timeline.nanos());
    syncAfter(stalled + random.nextLong(100 * MICROS, syncNanosMax + 101 * MICROS), queue.size());
  }

  private void syncAfter(long nanos, int writes) {
    long number = ++syncNumber;
    timeline.after(
        nanos,
        () -> {
          if (number == syncNumber && syncing) {
            synced(writes);
          }
        });
  }

  private void synced(int writes) {
    if (timeline.nanos() < stalledUntilNanos) {
      syncing = false;
      syncSoon();
      return;
    }
    Failure failed = failure;
    if (failed != null) {
      failure = null;
      if (failed.present) {
        flush(writes);
      }
      failed.process.accept("sync failed");
      return;
    }
    List<Queued> done = flush(writes);
    syncing = false;
    // One report per group, for its last write.
    for (int i = 0; i < done.size(); i++) {
      Queued last = done.get(i);
      if (done.subList(i + 1, done.size()).stream().noneMatch(it -> it.store == last.store)) {
        reportSynced(last.store, last.write.token());
      }
    }
    syncSoon();
  }

  private void reportSynced(MemoryLogStore store, long token) {
    if (open.contains(store)) {
      store.events().onSynced(token);
    }
  }

  private List<Queued> flush(int writes) {
    List<Queued> done = new ArrayList<>();
    for (int i = 0; i < writes; i++) {
      Queued next = queue.removeFirst();
      makeDurable(next);
      done.add(next);
    }
    return done;
  }

  private void makeDurable(Queued next) {
    GroupId group = next.store.group();
    GroupImage platter = platter(group);
    for (LogOp op : next.write.ops()) {
      if (mutant == Mutant.M3_PROMISE_NOT_SAVED && op instanceof LogOp.SavePromise) {
        continue;
      }
      if (mutant == Mutant.M28_EMPTIED_BEFORE_INSTALL && op instanceof LogOp.BeginInstall) {
        platter.emptyBeforeInstall();
      }
      SnapshotManifest before = platter.checkpoint();
      platter.perform(op);
      if (op instanceof LogOp.SaveCheckpoint save) {
        if (mutant == Mutant.M17_APPLIED_INDEX_APART) {
          platter.checkpoint(before);
          timeline.after(MICROS, () -> platter.checkpoint(save.manifest()));
        }
        next.store.checkpointDurable(platter, save);
      }
    }
    observer.durable(group, next.write);
  }

  /** The process is gone. What was not synced is there up to some write, and no further. */
  public void crash() {
    flush(queue.isEmpty() ? 0 : random.nextInt(queue.size() + 1));
    forgetProcess();
  }

  private void forgetProcess() {
    queue.clear();
    open.clear();
    syncing = false;
    failure = null;
    stalledUntilNanos = 0;
  }

  /** An empty disk in the same place. It has an identity of its own. */
  public void wipe() {
    forgetProcess();
    groups = new TreeMap<>();
    images.clear();
    boots.clear();
    storageUuid = freshUuid();
  }

  /**
   * Whether an image is at hand from before a start that the coordinator has confirmed. Older ones
   * than that cannot be told from the disk they replace.
   */
  public boolean canRollBack(long confirmedBoot) {
    return images.stream().anyMatch(image -> isOlder(image, confirmedBoot));
  }

  private boolean isOlder(BootImage image, long confirmedBoot) {
    return image.storageUuid.equals(storageUuid) && !image.boots.contains(confirmedBoot);
  }

  /** Somebody restores a copy of this disk from before an earlier start. */
  public void rollBack(long confirmedBoot) {
    BootImage image =
        images.stream().filter(it -> isOlder(it, confirmedBoot)).findFirst().orElseThrow();
    forgetProcess();
    boots.clear();
    boots.addAll(image.boots);
    groups = new TreeMap<>();
    image.groups.forEach((group, was) -> groups.put(group, was.copy()));
    images.clear();
  }

  /** The identity is changed, durably, by the process that found that this disk has forgotten. */
  public UUID renewIdentity() {
    storageUuid = freshUuid();
    images.clear();
    return storageUuid;
  }

  public void stall(long nanos) {
    stalledUntilNanos = timeline.nanos() + nanos;
  }

  public void recoverFromStall() {
    stalledUntilNanos = 0;
    if (syncing && !queue.isEmpty()) {
      syncAfter(MICROS, queue.size());
    }
  }

  public void failNextSync(boolean present, Consumer<String> process) {
    failure = new Failure(present, process);
  }

  public void fill(DiskSpace level) {
    if (level != space) {
      space = level;
      open.forEach(store -> store.events().onDiskSpace(level));
    }
  }

  private SortedMap<GroupId, GroupImage> copyOfGroups() {
    TreeMap<GroupId, GroupImage> copies = new TreeMap<>();
    groups.forEach((group, image) -> copies.put(group, image.copy()));
    return copies;
  }

  private UUID freshUuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  Timeline timeline() {
    return timeline;
  }

  SplittableRandom random() {
    return random;
  }

  DiskObserver observer() {
    return observer;
  }

  @Nullable Mutant mutant() {
    return mutant;
  }

  boolean isOpen(MemoryLogStore store) {
    return open.contains(store);
  }
}
