package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerListener;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.PeerSenderContract;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SimNetTest extends PeerSenderContract {
  private final CalmWorld world = new CalmWorld();

  @Override
  protected PeerSender start(int node, PeerListener listener) {
    world.seat(node).divertPeers(listener);
    world.node(node).start();
    return world.seat(node).sender();
  }

  @Override
  protected void end(int node) {
    world.node(node).crash("ended by a test");
  }

  @Override
  protected Member life(int node) {
    return world.life(node);
  }

  @Override
  protected void await(String what, BooleanSupplier condition) {
    world.await(what, condition);
  }

  private static final class Noted implements PeerListener {
    final List<Member> connected = new ArrayList<>();
    final List<Member> lost = new ArrayList<>();

    @Override
    public boolean onMessage(Envelope envelope) {
      return true;
    }

    @Override
    public void onPeerConnected(Member peer) {
      connected.add(peer);
    }

    @Override
    public void onPeerLost(Member peer) {
      lost.add(peer);
    }
  }

  /** PeerLinksIT has the same of a process that accepts connections and does not speak. */
  @Test
  void partitionIsNoLossUntilAnotherLifeAnswers() {
    Noted noted = new Noted();
    start(1, noted);
    start(2, new Noted());
    Member before = life(2);
    await("two", () -> noted.connected.contains(before));
    NodeId one = NodeId.of(1);
    NodeId two = NodeId.of(2);

    world.world().net().cut(one, two);
    world.world().net().cut(two, one);
    world.world().run(10 * SimWorld.SECOND);
    end(2);
    world.world().run(10 * SimWorld.SECOND);
    assertThat(noted.lost).isEmpty();

    world.node(2).start();
    world.world().net().mendAll();
    await("its next life", () -> noted.connected.contains(life(2)));
    assertThat(noted.lost).containsExactly(before);
  }
}
