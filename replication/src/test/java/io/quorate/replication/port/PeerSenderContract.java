package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link PeerSender}, and the {@link PeerListener} at the other end, must do. */
public abstract class PeerSenderContract {
  private static final int MESSAGES = 200;

  /** Starts a process of this node, 1 to 3; only one at a time. */
  protected abstract PeerSender start(int node, PeerListener listener);

  /** The process dies without a word. */
  protected abstract void end(int node);

  /** The node's present life. */
  protected abstract Member life(int node);

  /** Lets time pass until the condition holds; fails if it takes far too long. */
  protected abstract void await(String what, BooleanSupplier condition);

  /** A node and what it was told; implementations may tell it from threads of their own. */
  private final class Peer implements PeerListener {
    final List<Envelope> received = new CopyOnWriteArrayList<>();
    final List<Member> connected = new CopyOnWriteArrayList<>();
    final List<Member> lost = new CopyOnWriteArrayList<>();
    final int node;
    final PeerSender sender;
    final Member life;

    Peer(int node) {
      this.node = node;
      this.sender = start(node, this);
      this.life = life(node);
    }

    @Override
    public boolean onMessage(Envelope envelope) {
      return received.add(envelope);
    }

    @Override
    public void onPeerConnected(Member peer) {
      connected.add(peer);
    }

    @Override
    public void onPeerLost(Member peer) {
      lost.add(peer);
    }

    void meets(Peer other) {
      await(node + " meets " + other.node, () -> connected.contains(other.life));
    }

    void sends(int to, long round) {
      sender.send(NodeId.of(to), probe(round));
    }
  }

  private static Message probe(long round) {
    return new Message.Probe(round, false, LogPosition.START);
  }

  @Test
  void messagesArriveInOrderWithTheirSender() {
    Peer one = new Peer(1);
    Peer two = new Peer(2);
    one.meets(two);
    two.meets(one);

    IntStream.range(0, MESSAGES).forEach(round -> one.sends(2, round));

    await("all to arrive", () -> two.received.size() == MESSAGES);
    for (int round = 0; round < MESSAGES; round++) {
      assertThat(two.received.get(round).message()).isEqualTo(probe(round));
      assertThat(two.received.get(round).from()).isEqualTo(one.life);
    }
    assertThat(one.received).isEmpty();
  }

  /** Dropped, without an exception or a wait, and without harm to the others. */
  @Test
  void messageToNobodyIsDropped() {
    Peer one = new Peer(1);
    Peer two = new Peer(2);
    one.meets(two);

    one.sends(3, 1);
    one.sends(9, 2);
    one.sends(2, 3);

    await("the last to arrive", () -> !two.received.isEmpty());
    assertThat(two.received).extracting(Envelope::message).containsExactly(probe(3));
  }

  @Test
  void endOfThePeersProcessIsTold() {
    Peer one = new Peer(1);
    Peer two = new Peer(2);
    Peer three = new Peer(3);
    one.meets(two);
    three.meets(two);

    end(2);

    await("both to know", () -> !one.lost.isEmpty() && !three.lost.isEmpty());
    one.sends(2, 1);
    assertThat(one.lost).containsExactly(two.life);
    assertThat(three.lost).containsExactly(two.life);
  }

  @Test
  void whatWasSentToOneLifeNeverReachesTheNext() {
    Peer one = new Peer(1);
    Peer two = new Peer(2);
    one.meets(two);
    end(2);
    await("one to know", () -> one.lost.contains(two.life));
    one.sends(2, 1);

    Peer twoAgain = new Peer(2);
    one.meets(twoAgain);
    one.sends(2, 2);

    await("the second to arrive", () -> !twoAgain.received.isEmpty());
    assertThat(twoAgain.received).extracting(Envelope::message).containsExactly(probe(2));
    assertThat(twoAgain.life).isNotEqualTo(two.life);
    assertThat(one.lost).containsExactly(two.life);
  }
}
