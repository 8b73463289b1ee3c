package io.quorate.replication.port;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Member;

/** What arrives from other nodes. Implementations only enqueue; none of this may block. */
public interface PeerListener {
  /**
   * Takes the message, or says that there is no room: it is then offered again a little later, and
   * nothing more is read from that node until it is taken.
   */
  boolean onMessage(Envelope envelope);

  /** A connection to this life of a peer stands. Always taken. */
  void onPeerConnected(Member peer);

  /**
   * The connection broke and a new one was refused, or another incarnation answers there; silence
   * alone is no loss. Always taken.
   */
  void onPeerLost(Member peer);
}
