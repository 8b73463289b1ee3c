package io.quorate.broker.config;

/** Where the others reach a node: its peers for replication, its clients for messages. */
public record NodeAddress(HostPort peer, HostPort client) {

  @Override
  public String toString() {
    return "peer " + peer + ", client " + client;
  }
}
