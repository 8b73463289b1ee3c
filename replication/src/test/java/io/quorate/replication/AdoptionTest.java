package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.Adoption.Step;
import io.quorate.replication.message.Inventory;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static final NodeId SELF = NodeId.of(1);
  private static final NodeId TWO = NodeId.of(2);
  private static final NodeId THREE = NodeId.of(3);
  private static final int MAJORITY = 2;

  /** A log from entry 1 on: the epoch of each entry in turn. */
  private static LogOutline log(long... epochs) {
    LogOutline outline = LogOutline.EMPTY;
    for (long epoch : epochs) {
      outline = outline.appended(new LogPosition(epoch, outline.lastIndex() + 1));
    }
    return outline;
  }

  private static LogOutline trimmed(LogOutline outline, long index) {
    return outline.trimmedTo(outline.positionAt(index));
  }

  private static Inventory whole(LogOutline outline) {
    return new Inventory(outline, IndexRanges.NONE);
  }

  private static Inventory damaged(LogOutline outline, long from, long to) {
    return new Inventory(outline, IndexRanges.of(from, to));
  }

  private static Adoption adoption(Map<NodeId, Inventory> inventories) {
    return new Adoption(SELF, inventories, MAJORITY, Rules.RIGHT);
  }

  private static Map<NodeId, Inventory> nodes(Inventory self, Inventory two, Inventory three) {
    return new TreeMap<>(Map.of(SELF, self, TWO, two, THREE, three));
  }

  private static Step next(Map<NodeId, Inventory> inventories) {
    Inventory own = Objects.requireNonNull(inventories.get(SELF));
    return adoption(inventories).next(own.outline(), own.corrupt());
  }

  @Test
  void epochOfTheLastEntryCountsBeforeLength() {
    var inventories = nodes(whole(log(1, 1, 1, 1)), whole(log(1, 1, 3)), whole(log(1, 1, 2, 2)));

    assertThat(adoption(inventories).best()).isEqualTo(TWO);
  }

  @Test
  void longerLogOfTheSameEpochIsBetter() {
    var inventories = nodes(whole(log(1, 1)), whole(log(1)), whole(log(1, 1, 1)));

    assertThat(adoption(inventories).best()).isEqualTo(THREE);
  }

  @Test
  void ownLogIsPreferredToAnEqualOne() {
    var inventories = nodes(whole(log(1, 2)), whole(log(1, 2)), whole(log(1, 2)));

    assertThat(adoption(inventories).best()).isEqualTo(SELF);
    assertThat(next(inventories)).isEqualTo(new Step.Done(2));
  }

  @Test
  void fetchesWhatFollowsTheCommonEnd() {
    var inventories = nodes(whole(log(1, 1, 2)), whole(log(1, 1, 3, 3)), whole(log(1)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(TWO, 3, 4));
  }

  @Test
  void doneWhereTheOwnLogReachesTheTarget() {
    var inventories = nodes(whole(log(1)), whole(log(1, 3)), whole(log(1)));

    assertThat(adoption(inventories).next(log(1, 3), IndexRanges.NONE)).isEqualTo(new Step.Done(2));
  }

  @Test
  void fetchEndsBeforeAnEntryThatTheDonorCannotRead() {
    var inventories = nodes(whole(log(1)), damaged(log(1, 2, 2, 2), 4, 4), whole(log(1, 2, 2)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(TWO, 2, 3));
  }

  @Test
  void anotherHolderHelpsWithWhatTheBestCannotRead() {
    var inventories = nodes(whole(log(1)), damaged(log(1, 2, 2), 2, 2), whole(log(1, 2)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(THREE, 2, 2));
  }

  @Test
  void sameIndexOfAnotherEpochIsNoCopy() {
    var inventories = nodes(whole(log(1)), damaged(log(1, 3, 3), 2, 2), whole(log(1, 2)));

    assertThat(adoption(inventories).target()).as("two of three lack it").isEqualTo(log(1));
  }

  /** Corrupt is unknown, not absent: it may have been committed. */
  @Test
  void waitsForAnEntryThatMajorityMayHold() {
    var inventories =
        nodes(whole(log(1)), damaged(log(1, 2, 2), 2, 2), damaged(log(1, 2, 2), 2, 2));

    assertThat(adoption(inventories).target()).isEqualTo(log(1, 2, 2));
    assertThat(next(inventories)).isEqualTo(new Step.Wait(2));
  }

  @Test
  void discardsWhatMajorityProvablyLacks() {
    var inventories = nodes(whole(log(1)), damaged(log(1, 2, 2), 2, 2), whole(log(1)));

    assertThat(adoption(inventories).target()).isEqualTo(log(1));
    assertThat(next(inventories)).isEqualTo(new Step.Done(1));
  }

  @Test
  void waitsWhileTheThirdHasNotBeenHeard() {
    Map<NodeId, Inventory> two =
        new TreeMap<>(Map.of(SELF, whole(log(1)), TWO, damaged(log(1, 2, 2), 2, 2)));

    assertThat(next(two)).isEqualTo(new Step.Wait(2));
  }

  @Test
  void ownDamageIsMendedFirst() {
    var inventories =
        nodes(damaged(log(1, 1, 1), 2, 2), whole(log(1, 1, 1, 2)), whole(log(1, 1, 1)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(TWO, 2, 2));
  }

  @Test
  void ownDamageIsMendedByWhoHasNotTrimmedIt() {
    var inventories =
        nodes(damaged(log(1, 1, 1), 2, 2), whole(trimmed(log(1, 1, 1, 2), 3)), whole(log(1, 1, 1)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(THREE, 2, 2));
  }

  /** What a trimmed log once held was committed: it cannot be said to lack it. */
  @Test
  void trimmedLogLacksNothingBelowItsBase() {
    var inventories =
        nodes(
            damaged(log(1, 1, 1, 2), 2, 2),
            whole(trimmed(log(1, 1, 1), 3)),
            whole(trimmed(log(1, 1, 1), 3)));

    assertThat(adoption(inventories).target()).isEqualTo(log(1, 1, 1, 2));
    assertThat(next(inventories)).isEqualTo(new Step.Wait(2));
  }

  @Test
  void trimmedDonorMayStillServeWhatFollowsItsBase() {
    var inventories =
        nodes(whole(log(1, 1, 1)), whole(trimmed(log(1, 1, 1, 2, 2), 3)), whole(log(1)));

    assertThat(next(inventories)).isEqualTo(new Step.FetchFrom(TWO, 4, 5));
  }

  @Test
  void logThatEndsBeforeTheBestBeginsNeedsItsSnapshot() {
    var inventories = nodes(whole(log(1)), whole(trimmed(log(1, 1, 1, 2, 2), 3)), whole(log(1)));

    assertThat(next(inventories)).isEqualTo(new Step.NeedsSnapshot(TWO));
  }

  @Test
  void fetchIsBounded() {
    LogOutline lots = new LogOutline(LogPosition.START, 1_000_000, log(1).starts());

    Step step = next(nodes(whole(LogOutline.EMPTY), whole(lots), whole(LogOutline.EMPTY)));

    assertThat(step).isEqualTo(new Step.FetchFrom(TWO, 1, 16_384));
  }

  @Test
  void whoHasNotPromisedCannotLead() {
    assertThatThrownBy(() -> adoption(Map.of(TWO, whole(log(1)))))
        .hasMessageContaining("node 1 has not promised");
  }
}
