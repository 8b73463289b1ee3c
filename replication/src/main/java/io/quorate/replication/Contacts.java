package io.quorate.replication;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.Map;
import java.util.TreeMap;

/** When each peer was heard last, and which life of it is the present one. */
final class Contacts {
  private static final class Contact {
    long incarnation;
    boolean known;
    boolean lost;
    long lostNanos;
    long heardNanos;
    long askedNanos;
  }

  private final long silenceNanos;
  private final Map<NodeId, Contact> contacts = new TreeMap<>();

  Contacts(Iterable<NodeId> peers, long silenceNanos, long nowNanos) {
    this.silenceNanos = silenceNanos;
    for (NodeId peer : peers) {
      Contact contact = new Contact();
      contact.heardNanos = nowNanos;
      contact.askedNanos = nowNanos;
      contacts.put(peer, contact);
    }
  }

  /** A connection to this life stands. */
  void connected(Member peer, long nowNanos) {
    Contact contact = contacts.get(peer.node());
    if (contact != null) {
      contact.known = true;
      contact.incarnation = peer.incarnation();
      contact.lost = false;
      contact.heardNanos = nowNanos;
    }
  }

  /** A message came; perhaps just a last one, left behind by a life that was seen to end. */
  void heard(Member peer, long nowNanos) {
    Contact contact = contacts.get(peer.node());
    boolean leftover =
        contact != null
            && contact.lost
            && contact.incarnation == peer.incarnation()
            && nowNanos - contact.lostNanos < silenceNanos / 2;
    if (!leftover) {
      connected(peer, nowNanos);
    }
  }

  void lost(Member peer, long nowNanos) {
    Contact contact = contacts.get(peer.node());
    if (contact != null && contact.known && contact.incarnation == peer.incarnation()) {
      contact.lost = true;
      contact.lostNanos = nowNanos;
    }
  }

  /**
   * Whether this life of a peer is gone as far as this node can tell: refused, replaced by another
   * life that is heard, or silent. A life that was never heard may be just about to speak, so only
   * silence tells.
   */
  boolean isLost(Member peer, long nowNanos) {
    Contact contact = contacts.get(peer.node());
    if (contact == null) {
      return false;
    }
    boolean silent = nowNanos - contact.heardNanos > silenceNanos;
    if (silent || !contact.known) {
      return silent;
    }
    return contact.incarnation == peer.incarnation() ? contact.lost : !contact.lost;
  }

  /** Stronger than lost: this life was seen to end, silence does not count. */
  boolean isGone(Member peer) {
    Contact contact = contacts.get(peer.node());
    return contact != null
        && contact.known
        && (contact.incarnation != peer.incarnation() || contact.lost);
  }

  boolean isConnected(NodeId peer, long nowNanos) {
    Contact contact = contacts.get(peer);
    return contact != null
        && contact.known
        && !contact.lost
        && nowNanos - contact.heardNanos <= silenceNanos;
  }

  /** Whether it is time for a word to a peer that has been quiet; asking resets the time. */
  boolean shouldAsk(NodeId peer, long nowNanos) {
    Contact contact = contacts.get(peer);
    long quiet = silenceNanos / 4;
    if (contact == null
        || nowNanos - contact.heardNanos < quiet
        || nowNanos - contact.askedNanos < quiet) {
      return false;
    }
    contact.askedNanos = nowNanos;
    return true;
  }

  /** After a pause of our own: nobody may be judged by the time that we slept through. */
  void forgiveSilence(long nowNanos) {
    contacts.values().forEach(contact -> contact.heardNanos = nowNanos);
  }
}
