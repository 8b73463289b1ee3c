package io.quorate.replication.grpc;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which lives of which peers are known, connected or lost, told to the groups in one order. One
 * lock for the events, which are rare; none for the messages.
 */
final class Presence {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final Map<GroupId, PeerListener> listeners = new ConcurrentHashMap<>();
  private final Map<NodeId, Member> known = new HashMap<>();
  private final Set<Member> connected = new HashSet<>();

  /** The group hears of those who are connected already, too. */
  synchronized void join(GroupId group, PeerListener listener) {
    if (listeners.putIfAbsent(group, listener) != null) {
      throw new IllegalStateException("group " + group + " has joined the links before");
    }
    connected.forEach(listener::onPeerConnected);
  }

  @Nullable PeerListener listener(GroupId group) {
    return listeners.get(group);
  }

  /** A Hello of this life has come, whichever side dialled. */
  synchronized void met(Member peer) {
    Member before = known.put(peer.node(), peer);
    if (before != null && !before.equals(peer)) {
      lose(before, "another incarnation answers");
    }
  }

  /** Our messages reach this life of the peer from now on. */
  synchronized void connected(Member peer) {
    met(peer);
    if (connected.add(peer)) {
      LOG.info("peer {} connected", peer);
      listeners.values().forEach(listener -> listener.onPeerConnected(peer));
    }
  }

  synchronized void disconnected(Member peer) {
    connected.remove(peer);
  }

  /** Nobody listens at the peer's address: the life we knew there has ended. */
  synchronized void refused(Member peer) {
    if (peer.equals(known.get(peer.node())) && !connected.contains(peer)) {
      known.remove(peer.node());
      lose(peer, "its connection broke and a new one is refused");
    }
  }

  /** The life last met at this node and not yet lost. */
  synchronized @Nullable Member known(NodeId node) {
    return known.get(node);
  }

  private void lose(Member peer, String why) {
    connected.remove(peer);
    LOG.info("peer {} lost: {}", peer, why);
    listeners.values().forEach(listener -> listener.onPeerLost(peer));
  }

  /** What became of a message that came in. */
  enum Delivery {
    TAKEN,
    NO_ROOM,
    NO_SUCH_GROUP
  }

  Delivery deliver(Envelope envelope) {
    PeerListener listener = listener(envelope.group());
    if (listener == null) {
      return Delivery.NO_SUCH_GROUP;
    }
    return listener.onMessage(envelope) ? Delivery.TAKEN : Delivery.NO_ROOM;
  }
}
