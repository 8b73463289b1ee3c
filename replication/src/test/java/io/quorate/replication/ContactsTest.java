package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactsTest {
  private static final long SILENCE = 1_000;
  private static final long BEGIN = 50_000;
  private static final NodeId TWO = NodeId.of(2);
  private static final Member LIFE = new Member(TWO, 7);
  private static final Member NEXT_LIFE = new Member(TWO, 8);
  private static final Member STRANGER = new Member(NodeId.of(9), 7);

  private final Contacts contacts = new Contacts(List.of(TWO, NodeId.of(3)), SILENCE, BEGIN);

  @Test
  void peerThatWasNeverHeardIsLostBySilenceOnly() {
    assertThat(contacts.isConnected(TWO, BEGIN)).isFalse();
    assertThat(contacts.isLost(LIFE, BEGIN + SILENCE)).isFalse();
    assertThat(contacts.isLost(LIFE, BEGIN + SILENCE + 1)).isTrue();
    assertThat(contacts.isGone(LIFE)).isFalse();
  }

  @Test
  void silentPeerIsLostButNotGone() {
    contacts.heard(LIFE, BEGIN);

    assertThat(contacts.isConnected(TWO, BEGIN + SILENCE)).isTrue();
    assertThat(contacts.isLost(LIFE, BEGIN + SILENCE)).isFalse();
    assertThat(contacts.isConnected(TWO, BEGIN + SILENCE + 1)).isFalse();
    assertThat(contacts.isLost(LIFE, BEGIN + SILENCE + 1)).isTrue();
    assertThat(contacts.isGone(LIFE)).isFalse();
  }

  @Test
  void endedLifeIsLostAndGoneAtOnce() {
    contacts.connected(LIFE, BEGIN);

    contacts.lost(LIFE, BEGIN + 1);

    assertThat(contacts.isConnected(TWO, BEGIN + 1)).isFalse();
    assertThat(contacts.isLost(LIFE, BEGIN + 1)).isTrue();
    assertThat(contacts.isGone(LIFE)).isTrue();
  }

  @Test
  void newLifeMeansThatTheOldOneIsGone() {
    contacts.connected(LIFE, BEGIN);

    contacts.heard(NEXT_LIFE, BEGIN + 1);

    assertThat(contacts.isLost(LIFE, BEGIN + 1)).isTrue();
    assertThat(contacts.isGone(LIFE)).isTrue();
    assertThat(contacts.isLost(NEXT_LIFE, BEGIN + 1)).isFalse();
    assertThat(contacts.isGone(NEXT_LIFE)).isFalse();
    assertThat(contacts.isConnected(TWO, BEGIN + 1)).isTrue();
  }

  @Test
  void endOfAnEarlierLifeSaysNothingAboutThePresentOne() {
    contacts.connected(NEXT_LIFE, BEGIN);

    contacts.lost(LIFE, BEGIN + 1);

    assertThat(contacts.isConnected(TWO, BEGIN + 1)).isTrue();
    assertThat(contacts.isGone(NEXT_LIFE)).isFalse();
  }

  /** Its next life may be just about to speak. */
  @Test
  void lifeAfterTheOneThatEndedIsNotLost() {
    contacts.connected(LIFE, BEGIN);

    contacts.lost(LIFE, BEGIN + 1);

    assertThat(contacts.isLost(NEXT_LIFE, BEGIN + 1)).isFalse();
    assertThat(contacts.isLost(NEXT_LIFE, BEGIN + SILENCE + 1)).isTrue();
  }

  @Test
  void leftoverOfAnEndedLifeDoesNotReviveIt() {
    contacts.connected(LIFE, BEGIN);
    contacts.lost(LIFE, BEGIN + 1);

    contacts.heard(LIFE, BEGIN + SILENCE / 2);
    assertThat(contacts.isGone(LIFE)).isTrue();

    contacts.heard(LIFE, BEGIN + 1 + SILENCE / 2);
    assertThat(contacts.isGone(LIFE)).as("no leftover any more").isFalse();
    assertThat(contacts.isConnected(TWO, BEGIN + 1 + SILENCE / 2)).isTrue();
  }

  @Test
  void firstWordOfTheNextLifeIsNoLeftover() {
    contacts.connected(LIFE, BEGIN);
    contacts.lost(LIFE, BEGIN + 1);

    contacts.heard(NEXT_LIFE, BEGIN + 2);

    assertThat(contacts.isConnected(TWO, BEGIN + 2)).isTrue();
    assertThat(contacts.isGone(NEXT_LIFE)).isFalse();
  }

  @Test
  void newConnectionRevivesAtOnce() {
    contacts.connected(LIFE, BEGIN);
    contacts.lost(LIFE, BEGIN + 1);

    contacts.connected(LIFE, BEGIN + 2);

    assertThat(contacts.isGone(LIFE)).isFalse();
    assertThat(contacts.isConnected(TWO, BEGIN + 2)).isTrue();
  }

  @Test
  void quietPeerIsAskedOncePerQuarterOfTheSilence() {
    contacts.heard(LIFE, BEGIN);

    assertThat(contacts.shouldAsk(TWO, BEGIN + 249)).isFalse();
    assertThat(contacts.shouldAsk(TWO, BEGIN + 250)).isTrue();
    assertThat(contacts.shouldAsk(TWO, BEGIN + 499)).isFalse();
    assertThat(contacts.shouldAsk(TWO, BEGIN + 500)).isTrue();
    contacts.heard(LIFE, BEGIN + 700);
    assertThat(contacts.shouldAsk(TWO, BEGIN + 949)).isFalse();
  }

  @Test
  void ownPauseIsNobodysSilence() {
    contacts.heard(LIFE, BEGIN);

    contacts.forgiveSilence(BEGIN + 10 * SILENCE);

    assertThat(contacts.isLost(LIFE, BEGIN + 11 * SILENCE)).isFalse();
    assertThat(contacts.isLost(LIFE, BEGIN + 11 * SILENCE + 1)).isTrue();
  }

  @Test
  void nodeOutsideTheClusterIsNoContact() {
    contacts.connected(STRANGER, BEGIN);
    contacts.lost(STRANGER, BEGIN);

    assertThat(contacts.isConnected(STRANGER.node(), BEGIN)).isFalse();
    assertThat(contacts.isLost(STRANGER, BEGIN + 2 * SILENCE)).isFalse();
    assertThat(contacts.isGone(STRANGER)).isFalse();
    assertThat(contacts.shouldAsk(STRANGER.node(), BEGIN + 2 * SILENCE)).isFalse();
  }
}
