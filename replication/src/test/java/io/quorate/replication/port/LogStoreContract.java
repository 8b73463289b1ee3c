package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp.AbandonInstall;
import io.quorate.replication.port.LogOp.Append;
import io.quorate.replication.port.LogOp.BeginInstall;
import io.quorate.replication.port.LogOp.DropKept;
import io.quorate.replication.port.LogOp.FinishInstall;
import io.quorate.replication.port.LogOp.InstallChunk;
import io.quorate.replication.port.LogOp.Keep;
import io.quorate.replication.port.LogOp.Repair;
import io.quorate.replication.port.LogOp.SaveCheckpoint;
import io.quorate.replication.port.LogOp.SavePromise;
import io.quorate.replication.port.LogOp.TrimBefore;
import io.quorate.replication.port.LogOp.TruncateAfter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LogStore} must do. One group on one disk; between {@link #crash} and the next
 * {@link #open} no process uses the disk.
 */
public abstract class LogStoreContract {
  private static final int ALL_BYTES = 1 << 20;
  private static final int REPEATS = 50;
  private static final Member MASTER = new Member(NodeId.of(2), 77);

  /** Opens the group's log on this test's disk, which is empty at first. */
  protected abstract LogStore open(LogStoreEvents events);

  /** Returns once all that was asked of the open store is done, noted and reported. */
  protected abstract void settle();

  /** The process ends without a word. Writes that were not reported as synced may be gone. */
  protected abstract void crash();

  /** Damages the entry at this index of the log while nobody has the disk open. */
  protected abstract void damage(long index);

  private RecordedEvents events;
  private LogStore store;
  private StoredLog stored;
  private long token;
  private LogEnd end = LogEnd.START;

  @BeforeEach
  void openFirst() {
    reopen();
  }

  // ── writing and recovering ──

  @Test
  void emptyDiskRecoversToNothing() {
    assertThat(stored.promise()).isEqualTo(Promise.NONE);
    assertThat(stored.base()).isEqualTo(LogEnd.START);
    assertThat(stored.end()).isEqualTo(LogEnd.START);
    assertThat(stored.outline()).isEqualTo(LogOutline.EMPTY);
    assertThat(stored.configs()).isEmpty();
    assertThat(stored.checkpoint()).isNull();
    assertThat(stored.rows()).isEmpty();
    assertThat(stored.kept().isEmpty()).isTrue();
    assertThat(stored.corrupt().isEmpty()).isTrue();
    assertThat(stored.lostAccepted()).isFalse();
  }

  @Test
  void reportsTheLastTokenOnceItIsSynced() {
    List<Entry> log = LogFixture.messages(LogEnd.START, 1, 3);
    write(new Append(log.subList(0, 1)));
    write(new Append(log.subList(1, 2)));
    write(new Append(log.subList(2, 3)));

    settle();

    assertThat(events.syncedToken()).isEqualTo(token);
    assertThat(events.synced()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void syncedEntriesSurviveACrash() {
    List<Entry> log = appendMessages(1, 20);
    settle();

    restart();

    assertThat(stored.end()).isEqualTo(log.get(19).end());
    assertThat(stored.base()).isEqualTo(LogEnd.START);
    assertThat(read(1, 20)).isEqualTo(bytesOf(log));
  }

  @Test
  void crashKeepsWholeWritesInOrder() {
    List<Entry> log = appendMessages(1, 5);
    settle();
    List<Entry> more = LogFixture.messages(log.get(4).end(), 1, 30);
    for (int i = 0; i < 30; i += 3) {
      write(new Append(more.subList(i, i + 3)));
    }

    restart();

    long last = stored.end().index();
    assertThat(last).isBetween(5L, 35L);
    assertThat((last - 5) % 3).as("a write is there as a whole or not at all").isZero();
    List<Entry> all = new ArrayList<>(log);
    all.addAll(more);
    assertThat(read(1, last)).isEqualTo(bytesOf(all.subList(0, (int) last)));
  }

  @Test
  void promiseAndEntriesOfOneWriteComeTogether() {
    Promise promise = new Promise(4, MASTER);
    write(new SavePromise(promise), new Append(LogFixture.messages(LogEnd.START, 4, 2)));

    restart();

    boolean there = stored.end().index() == 2;
    assertThat(stored.promise()).isEqualTo(there ? promise : Promise.NONE);
  }

  @Test
  void promiseSurvives() {
    write(new SavePromise(new Promise(3, new Member(NodeId.of(1), Long.MIN_VALUE))));
    write(new SavePromise(new Promise(9, MASTER)));
    settle();

    restart();

    assertThat(stored.promise()).isEqualTo(new Promise(9, MASTER));
  }

  @Test
  void outlineNamesTheEpochs() {
    appendMessages(1, 3);
    appendMessages(4, 2);
    appendMessages(6, 1);
    settle();

    restart();

    assertThat(stored.outline())
        .isEqualTo(
            new LogOutline(
                LogPosition.START,
                6,
                List.of(
                    new LogOutline.EpochStart(1, 1),
                    new LogOutline.EpochStart(4, 4),
                    new LogOutline.EpochStart(6, 6))));
  }

  @Test
  void truncatedTailIsReplaced() {
    List<Entry> log = appendMessages(1, 10);
    List<Entry> other = LogFixture.messages(log.get(5).end(), 2, 8);
    write(new TruncateAfter(6), new Append(other));
    settle();

    restart();

    List<Entry> expected = new ArrayList<>(log.subList(0, 6));
    expected.addAll(other);
    assertThat(stored.end()).isEqualTo(other.get(7).end());
    assertThat(read(1, 14)).isEqualTo(bytesOf(expected));
  }

  @Test
  void truncatedTailDoesNotComeBack() {
    List<Entry> log = appendMessages(1, 10);
    settle();
    write(new TruncateAfter(4));
    settle();

    restart();

    assertThat(stored.end()).isEqualTo(log.get(3).end());
  }

  @Test
  void configsAreFoundByIndex() {
    ReplicaSet first = config(1, 2, 3);
    ReplicaSet second = config(1, 2);
    Entry genesis = LogFixture.config(LogEnd.START, 0, first);
    Entry message = LogFixture.message(genesis.end(), 1, 5);
    Entry change = LogFixture.config(message.end(), 1, second);
    write(new Append(List.of(genesis, message, change)));
    settle();

    restart();

    TreeMap<Long, ReplicaSet> expected = new TreeMap<>();
    expected.put(1L, first);
    expected.put(3L, second);
    assertThat(stored.configs()).isEqualTo(expected);
  }

  @Test
  void truncatedConfigIsForgotten() {
    Entry genesis = LogFixture.config(LogEnd.START, 0, config(1, 2, 3));
    Entry change = LogFixture.config(genesis.end(), 1, config(1, 2));
    write(new Append(List.of(genesis, change)));
    write(new TruncateAfter(1));
    settle();

    restart();

    assertThat(stored.configs().keySet()).containsExactly(1L);
  }

  // ── reading ──

  @Test
  void readSeesWhatWasQueuedBefore() {
    List<Entry> log = appendMessages(1, 4);

    assertThat(read(2, 4)).isEqualTo(bytesOf(log.subList(1, 4)));
  }

  @Test
  void readIsBoundedByBytesButGivesOneAtLeast() {
    List<Entry> log = appendMessages(1, 10);
    int entryBytes = log.get(0).size();

    assertThat(read(1, 10, 3 * entryBytes)).isEqualTo(bytesOf(log.subList(0, 3)));
    assertThat(read(4, 10, 1)).isEqualTo(bytesOf(log.subList(3, 4)));
    assertThat(read(7, 8, ALL_BYTES)).isEqualTo(bytesOf(log.subList(6, 8)));
  }

  @Test
  void readOfWhatIsNotThereGivesNothing() {
    List<Entry> log = appendMessages(1, 12);
    checkpoint(log.get(9), row("a", "1"));
    write(new Keep(IndexRanges.of(1, 6)), new TrimBefore(8));
    write(new DropKept(IndexRanges.of(1, 2)));

    assertThat(read(2, 12)).as("dropped").isEmpty();
    assertThat(read(7, 12)).as("trimmed").isEmpty();
    assertThat(read(13, 14)).as("to come").isEmpty();
  }

  @Test
  void readsAfterATruncationSeeTheNewTail() {
    List<Entry> log = appendMessages(1, 6);
    settle();
    List<Entry> other = LogFixture.messages(log.get(2).end(), 5, 2);
    write(new TruncateAfter(3), new Append(other));

    assertThat(read(3, 5)).isEqualTo(bytesOf(List.of(log.get(2), other.get(0), other.get(1))));
  }

  /** Often: whether what is queued together also meets on its way is a matter of chance. */
  @Test
  void readSeesWhatATrimQueuedAfterItTakes() {
    List<Entry> log = appendMessages(1, 2 * REPEATS);
    checkpoint(log.get(2 * REPEATS - 1), row("a", "1"));
    for (int first = 1; first <= REPEATS; first++) {
      appendMessages(1, 1);
      long asked = askFor(first, 2 * REPEATS);
      write(new TrimBefore(first + 1));
      settle();

      assertThat(bytesOf(events.read(asked)))
          .isEqualTo(bytesOf(log.subList(first - 1, 2 * REPEATS)));
    }
  }

  @Test
  void readSeesWhatATruncationQueuedAfterItTakes() {
    appendMessages(1, 5);
    LogEnd cut = end;
    for (int i = 1; i <= REPEATS; i++) {
      List<Entry> tail = appendMessages(i, 3);
      long asked = askFor(6, 8);
      write(new TruncateAfter(5));
      end = cut;
      settle();

      assertThat(bytesOf(events.read(asked))).isEqualTo(bytesOf(tail));
    }
  }

  // ── checkpoints ──

  @Test
  void checkpointIsEmptyHistoryPlusChanges() {
    List<Entry> log = appendMessages(1, 8);
    checkpoint(log.get(2), row("a", "1"), row("b", "1"), row("c", "1"));
    checkpoint(log.get(5), row("a", "2"), gone("b"), row("d", "1"));
    settle();

    restart();

    assertThat(endOfCheckpoint()).isEqualTo(log.get(5).end());
    assertThat(readable(stored.rows())).containsExactly("a=2", "c=1", "d=1");
  }

  @Test
  void manifestSurvivesAsItWas() {
    Entry first = appendMessages(1, 1).get(0);
    ReplicaSet config = config(1, 2, 3).withReplaced(NodeId.of(2), new UUID(5, 5));
    SnapshotManifest manifest =
        new SnapshotManifest(first.end(), config, -42, new byte[] {9, 8, 7});
    write(new SaveCheckpoint(manifest, List.of(), 0, IndexRanges.NONE));
    settle();

    restart();

    SnapshotManifest found = stored.checkpoint();
    assertThat(found).isNotNull();
    assertThat(found).usingRecursiveComparison().isEqualTo(manifest);
  }

  @Test
  void checkpointAndItsRowsComeTogether() {
    List<Entry> log = appendMessages(1, 8);
    checkpoint(log.get(2), row("at", "3"));
    settle();
    checkpoint(log.get(6), row("at", "7"));

    restart();

    long at = endOfCheckpoint().index();
    assertThat(readable(stored.rows())).containsExactly("at=" + at);
  }

  // ── trims and kept entries ──

  @Test
  void trimMovesTheHead() {
    List<Entry> log = appendMessages(1, 10);
    checkpoint(log.get(8), row("a", "1"));
    write(new TrimBefore(7));
    settle();

    restart();

    assertThat(stored.base()).isEqualTo(log.get(5).end());
    assertThat(stored.end()).isEqualTo(log.get(9).end());
    assertThat(stored.outline().base()).isEqualTo(log.get(5).position());
    assertThat(read(7, 10)).isEqualTo(bytesOf(log.subList(6, 10)));
  }

  @Test
  void wholeLogMayBeTrimmed() {
    List<Entry> log = appendMessages(3, 10);
    checkpoint(log.get(9), row("a", "1"));
    write(new TrimBefore(11));
    settle();
    restart();

    assertThat(stored.base()).isEqualTo(log.get(9).end());
    assertThat(stored.end()).isEqualTo(log.get(9).end());

    List<Entry> more = LogFixture.messages(stored.end(), 3, 2);
    write(new Append(more));
    settle();
    restart();
    assertThat(stored.end()).isEqualTo(more.get(1).end());
    assertThat(read(11, 12)).isEqualTo(bytesOf(more));
  }

  @Test
  void keptEntriesStayReadableBelowTheHead() {
    List<Entry> log = appendMessages(1, 12);
    IndexRanges kept = IndexRanges.of(2, 3).plus(IndexRanges.of(5, 5));
    checkpoint(log.get(9), row("a", "1"));
    write(new Keep(kept));
    write(new TrimBefore(8));
    settle();

    restart();

    assertThat(stored.kept()).isEqualTo(kept);
    assertThat(read(2, 12, ALL_BYTES)).isEqualTo(bytesOf(log.subList(1, 3)));
    assertThat(read(5, 5)).isEqualTo(bytesOf(log.subList(4, 5)));
  }

  @Test
  void readGoesFromKeptEntriesIntoTheLog() {
    List<Entry> log = appendMessages(1, 12);
    checkpoint(log.get(9), row("a", "1"));
    write(new Keep(IndexRanges.of(6, 7)), new TrimBefore(8));

    assertThat(read(6, 9)).isEqualTo(bytesOf(log.subList(5, 9)));
  }

  @Test
  void droppedEntriesAreGone() {
    List<Entry> log = appendMessages(1, 12);
    checkpoint(log.get(9), row("a", "1"));
    write(new Keep(IndexRanges.of(1, 6)), new TrimBefore(8));
    write(new DropKept(IndexRanges.of(1, 2).plus(IndexRanges.of(4, 4))));
    settle();

    restart();

    assertThat(stored.kept()).isEqualTo(IndexRanges.of(3, 3).plus(IndexRanges.of(5, 6)));
  }

  @Test
  void keepingTwiceIsHarmless() {
    List<Entry> log = appendMessages(1, 5);
    write(new Keep(IndexRanges.of(1, 3)));
    settle();
    restart();
    write(new Keep(IndexRanges.of(2, 4)));
    checkpoint(log.get(4), row("a", "1"));
    write(new TrimBefore(6));
    settle();

    restart();

    assertThat(stored.kept()).isEqualTo(IndexRanges.of(1, 4));
  }

  // ── snapshots ──

  @Test
  void snapshotHoldsTheStateOfItsCheckpoint() {
    List<Entry> log = appendMessages(1, 10);
    IndexRanges live = IndexRanges.of(3, 4).plus(IndexRanges.of(7, 7));
    checkpoint(log.get(1), row("a", "1"), row("b", "1"));
    write(new SaveCheckpoint(manifest(log.get(7)), List.of(row("b", "2")), 5, live));
    settle();
    checkpoint(log.get(9), row("a", "9"), gone("b"));
    write(new TrimBefore(10));
    settle();

    RecordedEvents.Chunk whole = readWholeSnapshot(5);

    assertThat(readable(whole.rows())).containsExactly("a=1", "b=2");
    assertThat(bytesOf(whole.kept()))
        .isEqualTo(bytesOf(List.of(log.get(2), log.get(3), log.get(6))));
    store.closeSnapshot(5);
  }

  @Test
  void snapshotFindsBodiesThatWereKeptBefore() {
    List<Entry> log = appendMessages(1, 10);
    checkpoint(log.get(5), row("a", "1"));
    write(new Keep(IndexRanges.of(2, 3)), new TrimBefore(6));
    IndexRanges live = IndexRanges.of(2, 3).plus(IndexRanges.of(6, 7));
    write(new SaveCheckpoint(manifest(log.get(8)), List.of(), 2, live));
    settle();

    RecordedEvents.Chunk whole = readWholeSnapshot(2);

    assertThat(bytesOf(whole.kept()))
        .isEqualTo(bytesOf(List.of(log.get(1), log.get(2), log.get(5), log.get(6))));
  }

  @Test
  void largeSnapshotComesInOrder() {
    List<Entry> log = appendMessages(1, 100);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(row(String.format("%04d", i), "v" + i));
    }
    write(new SaveCheckpoint(manifest(log.get(99)), rows, 1, IndexRanges.of(1, 100)));
    settle();

    RecordedEvents.Chunk whole = readWholeSnapshot(1);

    assertThat(readable(whole.rows())).isEqualTo(readable(rows));
    assertThat(bytesOf(whole.kept())).isEqualTo(bytesOf(log));
  }

  // ── installing a snapshot ──

  @Test
  void installedSnapshotReplacesLogAndState() {
    List<Entry> old = appendMessages(1, 6);
    checkpoint(old.get(3), row("old", "1"));
    write(new Keep(IndexRanges.of(1, 2)));
    write(new SavePromise(new Promise(8, MASTER)));
    List<Entry> elsewhere = LogFixture.messages(LogEnd.START, 2, 40);
    SnapshotManifest manifest = manifest(elsewhere.get(29));

    write(new BeginInstall(3));
    write(new InstallChunk(List.of(row("a", "1")), elsewhere.subList(9, 11)));
    write(new InstallChunk(List.of(row("b", "2")), elsewhere.subList(14, 15)));
    write(new FinishInstall(manifest));
    write(new Append(elsewhere.subList(30, 32)));
    settle();
    restart();

    assertThat(stored.base()).isEqualTo(elsewhere.get(29).end());
    assertThat(stored.end()).isEqualTo(elsewhere.get(31).end());
    assertThat(endOfCheckpoint()).isEqualTo(elsewhere.get(29).end());
    assertThat(readable(stored.rows())).containsExactly("a=1", "b=2");
    assertThat(stored.kept()).isEqualTo(IndexRanges.of(10, 11).plus(IndexRanges.of(15, 15)));
    assertThat(read(10, 11)).isEqualTo(bytesOf(elsewhere.subList(9, 11)));
    assertThat(stored.promise()).isEqualTo(new Promise(8, MASTER));
    assertThat(stored.lostAccepted()).isFalse();
  }

  @Test
  void readsSeeTheInstalledLogAtOnce() {
    appendMessages(1, 6);
    settle();
    List<Entry> elsewhere = LogFixture.messages(LogEnd.START, 2, 40);
    write(new BeginInstall(3));
    write(new InstallChunk(List.of(), elsewhere.subList(3, 5)));
    write(new FinishInstall(manifest(elsewhere.get(29))));
    write(new Append(elsewhere.subList(30, 33)));

    assertThat(read(31, 33)).isEqualTo(bytesOf(elsewhere.subList(30, 33)));
    assertThat(read(4, 5)).isEqualTo(bytesOf(elsewhere.subList(3, 5)));
  }

  @Test
  void unfinishedInstallationLeavesTheOldState() {
    List<Entry> log = appendMessages(1, 6);
    checkpoint(log.get(3), row("old", "1"));
    write(new BeginInstall(3));
    write(new InstallChunk(List.of(row("new", "1")), List.of()));
    settle();

    restart();

    assertThat(stored.end()).isEqualTo(log.get(5).end());
    assertThat(readable(stored.rows())).containsExactly("old=1");
    assertThat(read(1, 6)).isEqualTo(bytesOf(log));
  }

  @Test
  void newInstallationClearsWhatAnUnfinishedOneLeft() {
    List<Entry> elsewhere = LogFixture.messages(LogEnd.START, 2, 10);
    write(new BeginInstall(1));
    write(new InstallChunk(List.of(row("stray", "1")), elsewhere.subList(0, 2)));
    settle();
    restart();

    write(new BeginInstall(2));
    write(new InstallChunk(List.of(row("a", "1")), elsewhere.subList(4, 5)));
    write(new FinishInstall(manifest(elsewhere.get(9))));
    settle();
    restart();

    assertThat(readable(stored.rows())).containsExactly("a=1");
    assertThat(stored.kept()).isEqualTo(IndexRanges.of(5, 5));
  }

  @Test
  void abandonedInstallationLeavesTheOldState() {
    List<Entry> log = appendMessages(1, 6);
    checkpoint(log.get(3), row("old", "1"));
    write(new BeginInstall(3));
    write(new InstallChunk(List.of(row("new", "1")), List.of()));
    write(new AbandonInstall());
    List<Entry> more = LogFixture.messages(log.get(5).end(), 1, 1);
    write(new Append(more));
    settle();

    restart();

    assertThat(stored.end()).isEqualTo(more.get(0).end());
    assertThat(readable(stored.rows())).containsExactly("old=1");
  }

  @Test
  void snapshotMayBeInstalledAgainAndAgain() {
    List<Entry> elsewhere = LogFixture.messages(LogEnd.START, 2, 40);
    for (int at = 10; at <= 40; at += 10) {
      write(new BeginInstall(at));
      write(new InstallChunk(List.of(row("at", "" + at)), List.of()));
      write(new FinishInstall(manifest(elsewhere.get(at - 1))));
    }
    settle();

    restart();

    assertThat(stored.end()).isEqualTo(elsewhere.get(39).end());
    assertThat(readable(stored.rows())).containsExactly("at=40");
  }

  // ── what a disk may do to its entries ──

  @Test
  void damagedEntryIsUnknownNotAbsent() {
    List<Entry> log = appendMessages(1, 9);
    settle();
    crash();
    damage(4);

    reopen();

    assertThat(stored.corrupt()).isEqualTo(IndexRanges.of(4, 4));
    assertThat(stored.end()).isEqualTo(log.get(8).end());
    assertThat(stored.lostAccepted()).isFalse();
    assertThat(read(1, 9)).isEqualTo(bytesOf(log.subList(0, 3)));
    assertThat(read(5, 9)).isEqualTo(bytesOf(log.subList(4, 9)));
  }

  @Test
  void damagedLastEntryIsUnknownNotAbsent() {
    appendMessages(1, 9);
    settle();
    crash();
    damage(9);

    reopen();

    assertThat(stored.corrupt()).isEqualTo(IndexRanges.of(9, 9));
    assertThat(stored.outline().lastIndex()).isEqualTo(9);
  }

  @Test
  void repairedEntryIsReadableAgain() {
    List<Entry> log = appendMessages(1, 9);
    settle();
    crash();
    damage(4);
    damage(9);
    reopen();

    write(new Repair(List.of(log.get(3), log.get(8))));
    settle();
    assertThat(read(1, 9)).isEqualTo(bytesOf(log));

    restart();
    assertThat(stored.corrupt().isEmpty()).isTrue();
    assertThat(stored.end()).isEqualTo(log.get(8).end());
    assertThat(read(1, 9)).isEqualTo(bytesOf(log));
  }

  @Test
  void truncationForgetsDamage() {
    List<Entry> log = appendMessages(1, 9);
    settle();
    crash();
    damage(8);
    reopen();

    write(new TruncateAfter(7));
    settle();
    restart();

    assertThat(stored.corrupt().isEmpty()).isTrue();
    assertThat(stored.end()).isEqualTo(log.get(6).end());
  }

  // ── the detector of disks that forget ──

  @Test
  void acceptedPositionThatIsThereIsNoLoss() {
    List<Entry> log = appendMessages(1, 9);
    settle();
    store.noteAccepted(log.get(8).position());
    settle();

    restart();

    assertThat(stored.lostAccepted()).isFalse();
  }

  @Test
  void acceptedPositionThatIsMissingIsReported() {
    appendMessages(1, 9);
    settle();
    store.noteAccepted(new LogPosition(1, 12));
    settle();

    restart();

    assertThat(stored.lostAccepted()).isTrue();
  }

  @Test
  void truncatedTailIsNotLost() {
    List<Entry> log = appendMessages(1, 9);
    settle();
    store.noteAccepted(log.get(8).position());
    settle();
    write(new TruncateAfter(5));
    settle();

    restart();

    assertThat(stored.lostAccepted()).isFalse();
  }

  @Test
  void snapshotOfALowerEpochIsNoLoss() {
    List<Entry> log = appendMessages(5, 9);
    settle();
    store.noteAccepted(log.get(8).position());
    settle();
    List<Entry> elsewhere = LogFixture.messages(LogEnd.START, 2, 7);
    write(new BeginInstall(1));
    write(new FinishInstall(manifest(elsewhere.get(6))));
    settle();

    restart();

    assertThat(stored.lostAccepted()).isFalse();
  }

  // ── all of it ──

  /** Random writes against a plain list; a crash may keep any whole number of the last ones. */
  @Test
  void behavesLikeAListUnderRandomWrites() {
    for (int seed = 1; seed <= 20; seed++) {
      crashAndCompare(new SplittableRandom(seed));
    }
  }

  private void crashAndCompare(SplittableRandom random) {
    List<List<Entry>> versions = new ArrayList<>();
    List<Entry> model = new ArrayList<>(readAll());
    versions.add(List.copyOf(model));
    int syncedVersion = 0;
    for (int i = random.nextInt(3, 12); i > 0; i--) {
      List<LogOp> ops = new ArrayList<>();
      if (!model.isEmpty() && random.nextInt(3) == 0) {
        int kept = random.nextInt(Math.max(0, model.size() - 4), model.size() + 1);
        ops.add(new TruncateAfter(kept));
        model.subList(kept, model.size()).clear();
      }
      LogEnd end = model.isEmpty() ? LogEnd.START : model.get(model.size() - 1).end();
      List<Entry> more =
          LogFixture.messages(end, end.epoch() + random.nextInt(2), random.nextInt(1, 5));
      ops.add(new Append(more));
      model.addAll(more);
      write(ops.toArray(LogOp[]::new));
      versions.add(List.copyOf(model));
      if (random.nextInt(4) == 0) {
        settle();
        syncedVersion = versions.size() - 1;
      }
    }

    restart();

    List<List<Byte>> found = bytesOf(readAll());
    assertThat(
            versions.subList(syncedVersion, versions.size()).stream()
                .map(LogStoreContract::bytesOf))
        .as("the log after one of the writes since the last sync")
        .contains(found);
  }

  // ── words of this story ──

  private List<Entry> appendMessages(long epoch, int count) {
    List<Entry> entries = LogFixture.messages(end, epoch, count);
    write(new Append(entries));
    end = entries.get(count - 1).end();
    return entries;
  }

  private void write(LogOp... ops) {
    store.write(new LogWrite(++token, List.of(ops)));
  }

  private void checkpoint(Entry at, Row... rows) {
    write(new SaveCheckpoint(manifest(at), List.of(rows), 0, IndexRanges.NONE));
  }

  private void restart() {
    crash();
    reopen();
  }

  private void reopen() {
    events = new RecordedEvents();
    store = open(events);
    stored = store.recover();
    token = 0;
    end = stored.end();
  }

  private List<Entry> readAll() {
    List<Entry> all = new ArrayList<>();
    long last = stored.end().index();
    while (all.size() < last) {
      all.addAll(readEntries(all.size() + 1, last, ALL_BYTES));
    }
    return all;
  }

  private List<List<Byte>> read(long from, long to) {
    return read(from, to, ALL_BYTES);
  }

  private List<List<Byte>> read(long from, long to, int bytesMax) {
    return bytesOf(readEntries(from, to, bytesMax));
  }

  private List<Entry> readEntries(long from, long to, int bytesMax) {
    long asked = askFor(from, to, bytesMax);
    settle();
    assertThat(events.hasRead(asked)).as("an answer to the read of %s to %s", from, to).isTrue();
    return events.read(asked);
  }

  private long askFor(long from, long to) {
    return askFor(from, to, ALL_BYTES);
  }

  private long askFor(long from, long to, int bytesMax) {
    store.read(++token, from, to, bytesMax);
    return token;
  }

  private RecordedEvents.Chunk readWholeSnapshot(long snapshotId) {
    List<Row> rows = new ArrayList<>();
    List<Entry> kept = new ArrayList<>();
    for (boolean last = false; !last; ) {
      long asked = ++token;
      store.readSnapshot(asked, snapshotId);
      settle();
      RecordedEvents.Chunk chunk = events.chunk(asked);
      rows.addAll(chunk.rows());
      kept.addAll(chunk.kept());
      last = chunk.last();
    }
    return new RecordedEvents.Chunk(rows, kept, true);
  }

  private LogEnd endOfCheckpoint() {
    SnapshotManifest checkpoint = stored.checkpoint();
    return checkpoint == null ? LogEnd.START : checkpoint.end();
  }

  private static SnapshotManifest manifest(Entry at) {
    return new SnapshotManifest(at.end(), config(1, 2, 3), 17, new byte[] {1});
  }

  private static ReplicaSet config(int... nodes) {
    TreeMap<NodeId, UUID> voters = new TreeMap<>();
    for (int node : nodes) {
      voters.put(NodeId.of(node), new UUID(node, node));
    }
    return ReplicaSet.of(voters);
  }

  private static Row row(String key, String value) {
    return new Row(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  private static Row gone(String key) {
    return new Row(key.getBytes(StandardCharsets.UTF_8), null);
  }

  private static List<String> readable(Iterable<Row> rows) {
    List<String> words = new ArrayList<>();
    for (Row row : rows) {
      byte[] value = row.value();
      words.add(
          new String(row.key(), StandardCharsets.UTF_8)
              + "="
              + (value == null ? "gone" : new String(value, StandardCharsets.UTF_8)));
    }
    return words;
  }

  private static List<List<Byte>> bytesOf(List<Entry> entries) {
    List<List<Byte>> all = new ArrayList<>();
    for (Entry entry : entries) {
      List<Byte> bytes = new ArrayList<>();
      for (byte next : entry.bytes()) {
        bytes.add(next);
      }
      all.add(bytes);
    }
    return all;
  }
}
