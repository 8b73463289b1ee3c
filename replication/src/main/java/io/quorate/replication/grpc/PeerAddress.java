package io.quorate.replication.grpc;

import io.quorate.replication.model.NodeId;

/** Where a node listens for its peers. */
public record PeerAddress(NodeId node, String host, int port) {
  @Override
  public String toString() {
    return "node " + node + " at " + host + ":" + port;
  }
}
