package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Election} must do while its coordinator is well. Three nodes, none of them in
 * line at first.
 */
public abstract class ElectionContract {
  private static final long BACK_OFF_MILLIS = 300;

  /** This node's way to the coordinator; called once per node, before anything else. */
  protected abstract Election open(int node, ElectionEvents events);

  /** The life in which the node was opened. */
  protected abstract Member life(int node);

  protected abstract UUID storageUuid(int node);

  /** Lets time pass until the condition holds; fails if it takes far too long. */
  protected abstract void await(String what, BooleanSupplier condition);

  /** A node and what it was told; implementations may tell it from threads of their own. */
  private final class Node implements ElectionEvents {
    final int number;
    final Election election;
    final List<String> answers = new CopyOnWriteArrayList<>();
    volatile ElectionView view = ElectionView.NOTHING;

    Node(int number) {
      this.number = number;
      this.election = open(number, this);
    }

    @Override
    public void onElectionView(ElectionView seen) {
      view = seen;
    }

    @Override
    public void onEpochClaimed(long token, long epoch) {
      answers.add(token + " has epoch " + epoch);
    }

    @Override
    public void onEpochRefused(long token, String reason) {
      answers.add(token + " is refused");
    }

    @Override
    public void onBootConfirmed() {}

    List<Member> line() {
      return view.line().stream().map(ElectionView.Place::member).toList();
    }

    ElectionView.Place place(int of) {
      return view.line().stream()
          .filter(place -> place.member().equals(life(of)))
          .findFirst()
          .orElseThrow();
    }

    void enrolls() {
      election.enroll();
      await(number + " in line", () -> line().contains(life(number)));
    }

    void becomesFirst() {
      await(number + " is first", () -> view.first());
    }

    String claims(long token, long atLeast) {
      int before = answers.size();
      election.claimEpoch(token, atLeast);
      await("an answer to claim " + token, () -> answers.size() > before);
      return answers.get(before);
    }
  }

  private Node one;
  private Node two;
  private Node three;

  @BeforeEach
  void openAll() {
    one = new Node(1);
    two = new Node(2);
    three = new Node(3);
    for (Node node : List.of(one, two, three)) {
      await(node.number + " is connected", () -> node.view.connected());
    }
  }

  // ── the line ──

  @Test
  void whoEnrollsAloneBecomesFirst() {
    assertThat(one.view.first()).isFalse();

    one.enrolls();

    one.becomesFirst();
    await("two sees it", () -> two.line().equals(List.of(life(1))));
    assertThat(two.view.first()).isFalse();
  }

  @Test
  void lineIsInTheOrderOfEnrolment() {
    two.enrolls();
    one.enrolls();
    three.enrolls();

    await("one sees all", () -> one.line().equals(List.of(life(2), life(1), life(3))));
    two.becomesFirst();
    assertThat(one.view.first()).isFalse();
    assertThat(three.view.first()).isFalse();
  }

  @Test
  void enrollingTwiceTakesOnePlace() {
    one.enrolls();

    one.election.enroll();
    two.enrolls();

    await("two sees both", () -> two.line().equals(List.of(life(1), life(2))));
  }

  @Test
  void nextBecomesFirstWhenTheFirstWithdraws() {
    one.enrolls();
    two.enrolls();
    one.becomesFirst();

    one.election.withdraw(BACK_OFF_MILLIS);

    two.becomesFirst();
    await("one at the tail", () -> two.line().equals(List.of(life(2), life(1))));
    await("one knows", () -> !one.view.first());
  }

  @Test
  void whoLeavesComesBackOnlyWhenItEnrolls() {
    one.enrolls();
    two.enrolls();

    one.election.leave();
    two.becomesFirst();
    await("one is out", () -> two.line().equals(List.of(life(2))));

    one.enrolls();
    await("one at the tail", () -> two.line().equals(List.of(life(2), life(1))));
  }

  @Test
  void evictedNodeQueuesUpAgainInAnotherPlace() {
    one.enrolls();
    two.enrolls();
    three.enrolls();
    await("three sees all", () -> three.line().size() == 3);
    ElectionView.Place evicted = three.place(1);

    three.election.evict(List.of(evicted), three.view.registerVersion());

    two.becomesFirst();
    await("one at the tail", () -> three.line().equals(List.of(life(2), life(3), life(1))));
    assertThat(three.place(1).path()).isNotEqualTo(evicted.path());
  }

  // ── epochs ──

  @Test
  void claimsOfTheFirstRiseAndAreAtLeastWhatWasAskedFor() {
    one.enrolls();
    one.becomesFirst();
    int version = one.view.registerVersion();

    assertThat(one.claims(1, 5)).isEqualTo("1 has epoch 5");
    assertThat(one.claims(2, 2)).isEqualTo("2 has epoch 6");
    assertThat(one.claims(3, 100)).isEqualTo("3 has epoch 100");

    await("two sees it", () -> two.view.registerEpoch() == 100);
    assertThat(two.view.registerVersion()).isGreaterThan(version);
  }

  @Test
  void claimsOfDifferentNodesRise() {
    one.enrolls();
    two.enrolls();
    one.becomesFirst();
    assertThat(one.claims(1, 5)).isEqualTo("1 has epoch 5");
    one.election.withdraw(BACK_OFF_MILLIS);
    two.becomesFirst();

    assertThat(two.claims(1, 1)).isEqualTo("1 has epoch 6");
  }

  @Test
  void whoIsNotInLineGetsNoEpoch() {
    one.enrolls();
    one.becomesFirst();

    assertThat(two.claims(1, 5)).isEqualTo("1 is refused");

    assertThat(one.claims(1, 1)).as("the register is untouched").isEqualTo("1 has epoch 1");
  }

  @Test
  void whoIsNotFirstGetsNoEpoch() {
    one.enrolls();
    two.enrolls();
    one.becomesFirst();

    assertThat(two.claims(1, 5)).isEqualTo("1 is refused");

    assertThat(one.claims(1, 1)).as("the register is untouched").isEqualTo("1 has epoch 1");
  }

  // ── genesis ──

  @Test
  void registeredDisksShowToAll() {
    one.election.register();
    three.election.register();

    await("two sees both", () -> two.view.registered().size() == 2);
    assertThat(two.view.registered())
        .containsEntry(NodeId.of(1), storageUuid(1))
        .containsEntry(NodeId.of(3), storageUuid(3));
  }

  @Test
  void firstGenesisWinsAndShowsToAll() {
    byte[] first = {1, 2, 3};
    one.election.createGenesis(first);
    await("two sees it", () -> two.view.genesis() != null);

    two.election.createGenesis(new byte[] {9});
    two.enrolls();

    for (Node node : List.of(one, two, three)) {
      await(node.number + " sees two in line", () -> node.line().contains(life(2)));
      assertThat(node.view.genesis()).as("node %d", node.number).containsExactly(first);
    }
  }
}
