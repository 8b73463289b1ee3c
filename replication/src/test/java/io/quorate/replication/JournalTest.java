package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.LogOp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Member MASTER = new Member(NodeId.of(2), 7);
  private static final List<Entry> FIVE = LogFixture.messages(LogEnd.START, 1, 5);

  private final WrittenLog disk = new WrittenLog();
  private final Journal journal = new Journal(disk, Limits.DEFAULT, disk.recover());

  private static LogEnd end(int index) {
    return index == 0 ? LogEnd.START : FIVE.get(index - 1).end();
  }

  /** Appends and writes; what was asked of the disk until then is the token. */
  private long written(List<Entry> entries) {
    entries.forEach(journal::append);
    journal.flush(0);
    return disk.lastToken();
  }

  // ── entries ──

  @Test
  void appendCountsAtOnceAndOnDiskOnlyAfterItsSync() {
    long token = written(FIVE);

    assertThat(journal.lastIndex()).isEqualTo(5);
    assertThat(journal.outline().last()).isEqualTo(FIVE.get(4).position());
    assertThat(journal.cached(3)).isSameAs(FIVE.get(2));
    assertThat(journal.syncedIndex()).isZero();

    journal.onSynced(token, 0);

    assertThat(journal.syncedIndex()).isEqualTo(5);
    assertThat(journal.isSynced(token)).isTrue();
    assertThat(disk.ops()).containsExactly(new LogOp.Append(FIVE));
  }

  @Test
  void entryThatDoesNotFollowIsRefused() {
    written(FIVE.subList(0, 2));

    assertThatThrownBy(() -> journal.append(FIVE.get(3)))
        .isInstanceOf(BrokenInvariantException.class)
        .hasMessageStartingWith("I3");
    Entry ofAnotherLog = LogFixture.message(new LogEnd(1, 2, 99, end(2).offset(), 0), 1, 0);
    assertThatThrownBy(() -> journal.append(ofAnotherLog))
        .isInstanceOf(BrokenInvariantException.class);
  }

  @Test
  void changesAreWrittenInTheOrderTheyWereMade() {
    Promise promise = new Promise(3, MASTER);
    Entry instead = LogFixture.message(end(1), 3, 0);

    FIVE.subList(0, 2).forEach(journal::append);
    journal.savePromise(promise);
    journal.truncateAfter(end(1));
    journal.append(instead);
    journal.flush(0);

    assertThat(disk.writes).hasSize(1);
    assertThat(disk.ops())
        .containsExactly(
            new LogOp.Append(FIVE.subList(0, 2)),
            new LogOp.SavePromise(promise),
            new LogOp.TruncateAfter(1),
            new LogOp.Append(List.of(instead)));
  }

  @Test
  void turnWithoutChangesWritesNothing() {
    journal.flush(0);

    assertThat(disk.writes).isEmpty();
  }

  // ── tokens ──

  @Test
  void tokenIsOfTheNextWriteOnlyWhileSomethingIsUnwritten() {
    long before = journal.token();
    assertThat(journal.isSynced(before)).as("nothing to wait for").isTrue();

    journal.append(FIVE.get(0));
    long token = journal.token();
    assertThat(journal.isSynced(token)).isFalse();
    journal.flush(0);

    assertThat(token).isEqualTo(disk.lastToken());
    assertThat(journal.token()).as("nothing new since").isEqualTo(token);
  }

  @Test
  void laterSyncIncludesEarlierWrites() {
    long first = written(FIVE.subList(0, 2));
    long second = written(FIVE.subList(2, 5));

    journal.onSynced(first, 0);
    assertThat(journal.syncedIndex()).isEqualTo(2);
    assertThat(journal.isSynced(second)).isFalse();

    journal.onSynced(second, 0);
    assertThat(journal.syncedIndex()).isEqualTo(5);
  }

  @Test
  void syncOfAnOldWriteSaysNothingAboutWhatWasTruncatedSince() {
    long old = written(FIVE);
    journal.truncateAfter(end(2));
    long newer = written(LogFixture.messages(end(2), 3, 3));

    journal.onSynced(old, 0);

    assertThat(journal.lastIndex()).isEqualTo(5);
    assertThat(journal.syncedIndex()).as("entries 3 to 5 are others now").isEqualTo(2);

    journal.onSynced(newer, 0);
    assertThat(journal.syncedIndex()).isEqualTo(5);
  }

  @Test
  void truncatingWhatWasSyncedTakesTheSyncedIndexBack() {
    journal.onSynced(written(FIVE), 0);

    journal.truncateAfter(end(2));

    assertThat(journal.syncedIndex()).isEqualTo(2);
    journal.append(LogFixture.message(end(2), 3, 0));
    assertThat(journal.syncedIndex()).isEqualTo(2);
  }

  @Test
  void syncOfWhatWasNeverWrittenIsOurBug() {
    long token = written(FIVE);

    assertThatThrownBy(() -> journal.onSynced(token + 1, 0))
        .isInstanceOf(BrokenInvariantException.class)
        .hasMessageContaining("never written");
  }

  @Test
  void diskStallsOnlyWhileItHasSomethingToDo() {
    assertThat(journal.stalledNanos(500)).isZero();

    journal.append(FIVE.get(0));
    journal.flush(1_000);
    journal.append(FIVE.get(1));
    journal.flush(1_500);
    assertThat(journal.stalledNanos(1_600)).as("since the first write").isEqualTo(600);

    journal.onSynced(disk.lastToken() - 1, 1_700);
    assertThat(journal.stalledNanos(1_800)).as("since the last progress").isEqualTo(100);
    journal.onSynced(disk.lastToken(), 1_900);
    assertThat(journal.stalledNanos(9_000)).isZero();
  }

  // ── promises ──

  @Test
  void promiseNeverFallsAndIsNeverGivenTwice() {
    journal.savePromise(new Promise(5, MASTER));

    for (long epoch = 0; epoch <= 5; epoch++) {
      Promise again = new Promise(epoch, new Member(NodeId.of(3), 7));
      assertThatThrownBy(() -> journal.savePromise(again))
          .isInstanceOf(BrokenInvariantException.class)
          .hasMessageStartingWith("I1");
    }
    assertThat(journal.promise()).isEqualTo(new Promise(5, MASTER));
  }

  // ── truncating and trimming ──

  @Test
  void truncateForgetsWhatLayAbove() {
    written(FIVE);

    journal.truncateAfter(end(2));

    assertThat(journal.end()).isEqualTo(end(2));
    assertThat(journal.cached(3)).isNull();
    assertThat(journal.outline().lastIndex()).isEqualTo(2);
    assertThat(journal.endAt(3)).isNull();
  }

  @Test
  void truncateWhereTheLogDoesNotStandIsOurBug() {
    written(FIVE);

    LogEnd otherEpoch = new LogEnd(2, 3, end(3).chain(), end(3).offset(), 0);
    LogEnd otherChain = new LogEnd(1, 3, end(3).chain() + 1, end(3).offset(), 0);
    assertThatThrownBy(() -> journal.truncateAfter(otherEpoch)).hasMessageStartingWith("I3");
    assertThatThrownBy(() -> journal.truncateAfter(otherChain)).hasMessageStartingWith("I3");
    assertThat(journal.lastIndex()).isEqualTo(5);
  }

  @Test
  void trimMovesTheHeadAndNothingElse() {
    written(FIVE);

    journal.trim(end(3));
    journal.flush(0);

    assertThat(journal.base()).isEqualTo(end(3));
    assertThat(journal.outline().firstIndex()).isEqualTo(4);
    assertThat(journal.lastIndex()).isEqualTo(5);
    assertThat(disk.ops()).endsWith(new LogOp.TrimBefore(4));
    assertThatThrownBy(() -> journal.trim(end(2))).hasMessageContaining("trim to");
  }

  // ── replica sets ──

  private static ReplicaSet voters(int... numbers) {
    Map<NodeId, UUID> voters = new TreeMap<>();
    for (int number : numbers) {
      voters.put(NodeId.of(number), new UUID(number, 0));
    }
    return ReplicaSet.of(voters);
  }

  @Test
  void replicaSetIsInEffectFromItsAppendToItsTruncation() {
    Entry first = LogFixture.config(LogEnd.START, 1, voters(1, 2, 3));
    Entry between = LogFixture.message(first.end(), 1, 0);
    Entry second = LogFixture.config(between.end(), 1, voters(1, 2));
    List.of(first, between, second).forEach(journal::append);

    assertThat(journal.config()).isEqualTo(voters(1, 2));
    assertThat(journal.configIndex()).isEqualTo(3);
    assertThat(journal.configAt(2)).isEqualTo(voters(1, 2, 3));

    journal.truncateAfter(between.end());

    assertThat(journal.config()).isEqualTo(voters(1, 2, 3));
    assertThat(journal.configIndex()).isEqualTo(1);
  }

  @Test
  void replicaSetOutlivesTheTrimOfItsEntry() {
    Entry first = LogFixture.config(LogEnd.START, 1, voters(1, 2, 3));
    List<Entry> rest = LogFixture.messages(first.end(), 1, 3);
    journal.append(first);
    rest.forEach(journal::append);

    journal.trim(rest.get(1).end());

    assertThat(journal.config()).isEqualTo(voters(1, 2, 3));
    assertThat(journal.configAt(rest.get(2).index())).isEqualTo(voters(1, 2, 3));
  }

  // ── snapshots ──

  @Test
  void adoptedSnapshotIsTheWholeLog() {
    long old = written(FIVE);
    LogEnd end = new LogEnd(4, 3, 99, 700, 0);

    journal.adopt(new SnapshotManifest(end, voters(1, 2, 3), 0, new byte[0]), IndexRanges.of(1, 1));
    journal.onSynced(old, 0);

    assertThat(journal.base()).isEqualTo(end);
    assertThat(journal.end()).isEqualTo(end);
    assertThat(journal.cached(3)).isNull();
    assertThat(journal.kept()).isEqualTo(IndexRanges.of(1, 1));
    assertThat(journal.config()).isEqualTo(voters(1, 2, 3));
    assertThat(journal.syncedIndex()).as("the old log's 4 and 5 are gone").isEqualTo(3);
  }
}
