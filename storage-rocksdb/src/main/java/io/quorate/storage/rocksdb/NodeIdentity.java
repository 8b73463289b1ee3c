package io.quorate.storage.rocksdb;

import io.quorate.replication.model.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Whose disk this is. The storageUuid is drawn when a folder is formatted, so that an empty disk is
 * not taken for the one it replaces. At every start a number is drawn and kept, so that an old
 * image of a disk gives itself away: it does not know the starts that came after it.
 *
 * @param bootCount how often the disk was started
 * @param starts the numbers of its last starts, this one last
 */
public record NodeIdentity(
    String clusterName, NodeId node, UUID storageUuid, long bootCount, List<Long> starts) {
  private static final byte FORMAT = 1;

  /** So often a disk may be started while the coordinator is away; later ones look rolled back. */
  private static final int STARTS_MAX = 1_000;

  public NodeIdentity {
    starts = List.copyOf(starts);
  }

  static NodeIdentity fresh(String clusterName, NodeId node) {
    return new NodeIdentity(clusterName, node, UUID.randomUUID(), 0, List.of());
  }

  NodeIdentity booted(long start) {
    List<Long> known = new ArrayList<>(starts);
    known.add(start);
    return new NodeIdentity(
        clusterName,
        node,
        storageUuid,
        bootCount + 1,
        known.subList(Math.max(0, known.size() - STARTS_MAX), known.size()));
  }

  NodeIdentity renewed() {
    return new NodeIdentity(clusterName, node, UUID.randomUUID(), bootCount, starts);
  }

  byte[] encode() {
    byte[] name = clusterName.getBytes(StandardCharsets.UTF_8);
    ByteBuffer row =
        ByteBuffer.allocate(1 + 4 + 8 + 8 + 8 + 2 + 8 * starts.size() + name.length)
            .put(FORMAT)
            .putInt(node.number())
            .putLong(storageUuid.getMostSignificantBits())
            .putLong(storageUuid.getLeastSignificantBits())
            .putLong(bootCount)
            .putShort((short) starts.size());
    starts.forEach(row::putLong);
    return row.put(name).array();
  }

  static NodeIdentity decode(byte[] row) {
    ByteBuffer in = RowCodec.open(row, FORMAT, "identity");
    NodeId node = NodeId.of(in.getInt());
    UUID uuid = new UUID(in.getLong(), in.getLong());
    long bootCount = in.getLong();
    List<Long> starts = new ArrayList<>();
    for (int left = in.getShort(); left > 0; left--) {
      starts.add(in.getLong());
    }
    String name = StandardCharsets.UTF_8.decode(in).toString();
    return new NodeIdentity(name, node, uuid, bootCount, starts);
  }
}
