package io.quorate.broker;

import io.quorate.broker.config.ClientsConfig;
import io.quorate.broker.config.MemoryConfig;
import io.quorate.broker.config.NodeSettings;
import io.quorate.broker.config.ReplicationConfig;
import io.quorate.broker.config.StorageConfig;
import io.quorate.broker.config.ZooKeeperConfig;
import io.quorate.election.CoordinationAuth;
import io.quorate.election.CoordinationConfig;
import io.quorate.replication.Limits;
import io.quorate.replication.Timeouts;

/** The configuration's records in the terms of the modules that they are meant for. */
final class CoreSettings {
  private CoreSettings() {}

  static Timeouts timeouts(ReplicationConfig config) {
    return new Timeouts(
        config.heartbeat().toNanos(),
        config.silence().toNanos(),
        config.sticky().toNanos(),
        config.quorumTimeout().toNanos(),
        config.promiseTimeout().toNanos(),
        config.diskTimeout().toNanos(),
        config.resend().toNanos());
  }

  static Limits limits(NodeSettings settings) {
    MemoryConfig memory = settings.node().memory();
    StorageConfig storage = settings.node().storage();
    Limits fixed = Limits.DEFAULT;
    return new Limits(
        settings.cluster().limits().entryBytesMax().bytesAsInt(),
        fixed.chunkBytesMax(),
        memory.shipWindow().bytes(),
        memory.proposeWindow().bytes(),
        fixed.uncommittedEntriesMax(),
        memory.logCache().bytes(),
        fixed.applyEntriesMax(),
        storage.checkpointBytes().bytes(),
        storage.checkpointInterval().toNanos(),
        storage.retainBytes().bytes());
  }

  static io.quorate.broker.session.Limits sessionLimits(NodeSettings settings) {
    ClientsConfig clients = settings.node().clients();
    return io.quorate.broker.session.Limits.below(
        settings.cluster().limits().entryBytesMax().bytesAsInt(),
        clients.connectionsMax(),
        clients.producersPerConnectionMax(),
        clients.consumersPerConnectionMax(),
        clients.unsettledPerConsumerMax(),
        clients.volatileBytesMax().bytes(),
        clients.destinationsMax(),
        clients.subscriptionsMax());
  }

  static CoordinationConfig coordination(NodeSettings settings) {
    ZooKeeperConfig config = settings.node().zookeeper();
    return new CoordinationConfig(
        config.address(),
        config.path(),
        config.sessionTimeout(),
        config.connectionTimeout(),
        auth(config.auth() == null ? "" : config.auth()),
        config.properties(),
        settings.cluster().clusterName());
  }

  private static CoordinationAuth auth(String text) {
    if (text.isEmpty()) {
      return new CoordinationAuth.None();
    }
    if (text.equals("sasl")) {
      return new CoordinationAuth.Sasl();
    }
    if (text.equals("certificate")) {
      return new CoordinationAuth.Certificate();
    }
    String[] parts = text.split(":", 3);
    if (parts.length < 3 || !parts[0].equals("digest")) {
      throw new IllegalArgumentException(
          "zkAuth: expected digest:USER:PASSWORD, sasl or certificate");
    }
    return new CoordinationAuth.Digest(parts[1], parts[2]);
  }
}
