package io.quorate.storage.rocksdb;

import io.quorate.replication.model.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Whose disk this is. The storageUuid is drawn when a folder is formatted, so that an empty disk is
 * not taken for the one it replaces; the bootCount rises at every start, so that an old image of a
 * disk gives itself away.
 */
public record NodeIdentity(String clusterName, NodeId node, UUID storageUuid, long bootCount) {
  private static final byte FORMAT = 1;

  static NodeIdentity fresh(String clusterName, NodeId node) {
    return new NodeIdentity(clusterName, node, UUID.randomUUID(), 0);
  }

  NodeIdentity booted() {
    return new NodeIdentity(clusterName, node, storageUuid, bootCount + 1);
  }

  NodeIdentity renewed() {
    return new NodeIdentity(clusterName, node, UUID.randomUUID(), bootCount);
  }

  byte[] encode() {
    byte[] name = clusterName.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 4 + 8 + 8 + 8 + name.length)
        .put(FORMAT)
        .putInt(node.number())
        .putLong(storageUuid.getMostSignificantBits())
        .putLong(storageUuid.getLeastSignificantBits())
        .putLong(bootCount)
        .put(name)
        .array();
  }

  static NodeIdentity decode(byte[] row) {
    ByteBuffer in = RowCodec.open(row, FORMAT, "identity");
    NodeId node = NodeId.of(in.getInt());
    UUID uuid = new UUID(in.getLong(), in.getLong());
    long bootCount = in.getLong();
    return new NodeIdentity(StandardCharsets.UTF_8.decode(in).toString(), node, uuid, bootCount);
  }
}
