package io.quorate.broker.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ensemble that says who should try to be master. */
public record ZooKeeperConfig(
    @Key(
            byDefault = "127.0.0.1:2181",
            meaning =
                "The ensemble as host:port,host:port; a chroot may follow, as in zk1:2181,zk2:2181/brokers.")
        String address,
    @Key(
            byDefault = "/quorate",
            meaning =
                "Where in ZooKeeper the cluster keeps its nodes. Clusters with different names may share it.")
        String path,
    @Key(
            byDefault = "15s",
            atLeast = "1s",
            atMost = "5m",
            meaning =
                "Session time-out asked for. The ensemble grants 2 to 20 of its ticks; what it grants is logged when it"
                    + " differs. Failover does not wait for it.")
        Duration sessionTimeout,
    @Key(
            byDefault = "8s",
            atLeast = "100ms",
            atMost = "5m",
            meaning = "How long one attempt to connect may take.")
        Duration connectionTimeout,
    @Key(
            secret = true,
            meaning =
                "`digest:USER:PASSWORD`, `sasl` or `certificate` (that of zkProperties). One identity for the whole cluster: a node has to remove what a lost one"
                    + " left behind. Not set, ZooKeeper's nodes are open to everybody.")
        @Nullable String auth,
    @Key(
            byDefault = "{}",
            meaning =
                "Settings handed to the ZooKeeper client as they are, for TLS and SASL, such as zookeeper.client.secure.")
        Map<String, String> properties) {

  public ZooKeeperConfig {
    properties = Map.copyOf(properties);
  }

  /** Without what must not reach a log. */
  @Override
  public String toString() {
    return "ZooKeeperConfig[" + address + path + "]";
  }
}
