package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.nio.file.Path;

/** What concerns one node alone. */
public record NodeConfig(
    @Key(required = true, meaning = "Which of `nodes` this one is, by number.") NodeId nodeId,
    @Key(
            byDefault = "data",
            meaning =
                "The data folder, used by this node alone. In the file a relative path starts at the file's folder, elsewhere"
                    + " at the working folder.")
        Path directory,
    @Section PortsConfig ports,
    @Key(
            byDefault = "0",
            atLeast = "0",
            atMost = "60000",
            meaning = "Added to this node's ports. Nodes on one machine step by 10: 0, 10, 20.")
        int portOffset,
    @Section BindConfig bind,
    @Key(
            byDefault = "false",
            meaning =
                "Allows addresses beyond loopback without mutual TLS. Everybody who reaches the ports can then do everything.")
        boolean insecure,
    @Section TlsConfig tls,
    @Section(prefix = "zk") ZooKeeperConfig zookeeper,
    @Section ReplicationConfig replication,
    @Section StorageConfig storage,
    @Section MemoryConfig memory,
    @Section ClientsConfig clients) {

  /** Where this node listens for clients. */
  public HostPort clientListen() {
    return new HostPort(bind.client(), shifted(ports.client()));
  }

  /** Where this node listens for its peers. */
  public HostPort peersListen() {
    return new HostPort(bind.peers(), shifted(ports.peers()));
  }

  /** Where this node serves health and metrics. */
  public HostPort adminListen() {
    return new HostPort(bind.admin(), shifted(ports.admin()));
  }

  private int shifted(int port) {
    return port == 0 ? 0 : port + portOffset;
  }
}
