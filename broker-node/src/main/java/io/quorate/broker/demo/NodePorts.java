package io.quorate.broker.demo;

/** Where one node listens, on loopback. */
record NodePorts(int client, int peers, int admin) {
  static final String HOST = "127.0.0.1";

  private static final int CLIENT = 61_617;
  private static final int PEERS = 61_619;
  private static final int ADMIN = 8_161;

  /** The ones that every command expects, and {@code offset} more. */
  static NodePorts usual(int offset) {
    return new NodePorts(CLIENT + offset, PEERS + offset, ADMIN + offset);
  }

  String clientAddress() {
    return HOST + ":" + client;
  }

  /** For a command line that has to find this node. */
  String urlOption() {
    return client == CLIENT ? "" : " --url " + clientAddress();
  }

  String peersAddress() {
    return HOST + ":" + peers;
  }

  String adminUrl() {
    return "http://" + HOST + ":" + admin;
  }
}
