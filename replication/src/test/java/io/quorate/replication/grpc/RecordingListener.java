package io.quorate.replication.grpc;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Member;
import io.quorate.replication.port.PeerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Notes what it is told; takes no message while it is stalled. */
final class RecordingListener implements PeerListener {
  final LinkedBlockingQueue<Envelope> messages = new LinkedBlockingQueue<>();
  private final List<Member> connected = new CopyOnWriteArrayList<>();
  private final List<Member> lost = new CopyOnWriteArrayList<>();
  volatile boolean stalled;

  @Override
  public boolean onMessage(Envelope envelope) {
    return !stalled && messages.add(envelope);
  }

  @Override
  public void onPeerConnected(Member peer) {
    connected.add(peer);
  }

  @Override
  public void onPeerLost(Member peer) {
    lost.add(peer);
  }

  List<Member> connected() {
    return connected;
  }

  List<Member> lost() {
    return lost;
  }
}
