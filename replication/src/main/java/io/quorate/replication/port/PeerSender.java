package io.quorate.replication.port;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.NodeId;

/** The way to the other nodes. */
public interface PeerSender {
  /**
   * Hands the message to the wire. Never blocks, never throws; what is lost is lost, the protocol
   * asks again. Messages to one node mostly arrive in order.
   */
  void send(NodeId to, Message message);
}
