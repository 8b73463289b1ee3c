package io.quorate.replication.model;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who votes, each with the identity of the disk that is believed, and who is on the way in. Lives
 * in the log as a CONFIG entry and is in effect from the moment it is appended.
 */
public record ReplicaSet(SortedMap<NodeId, UUID> voters, SortedMap<NodeId, UUID> joining) {
  public static final ReplicaSet NONE = new ReplicaSet(new TreeMap<>(), new TreeMap<>());

  public ReplicaSet {
    voters = Collections.unmodifiableSortedMap(new TreeMap<>(voters));
    joining = Collections.unmodifiableSortedMap(new TreeMap<>(joining));
  }

  public static ReplicaSet of(Map<NodeId, UUID> voters) {
    return new ReplicaSet(new TreeMap<>(voters), new TreeMap<>());
  }

  public int majority() {
    return voters.size() / 2 + 1;
  }

  public boolean isVoter(NodeId node, UUID storageUuid) {
    return storageUuid.equals(voters.get(node));
  }

  public boolean isJoining(NodeId node, UUID storageUuid) {
    return storageUuid.equals(joining.get(node));
  }

  /** Remove(id, old uuid): the first of the two steps by which a wiped node comes back. */
  public ReplicaSet withReplaced(NodeId node, UUID newUuid) {
    TreeMap<NodeId, UUID> left = new TreeMap<>(voters);
    left.remove(node);
    TreeMap<NodeId, UUID> arriving = new TreeMap<>(joining);
    arriving.put(node, newUuid);
    return new ReplicaSet(left, arriving);
  }

  /** Add(id, new uuid): the second step, once the joining node has caught up. */
  public ReplicaSet withAdmitted(NodeId node) {
    TreeMap<NodeId, UUID> grown = new TreeMap<>(voters);
    TreeMap<NodeId, UUID> arriving = new TreeMap<>(joining);
    UUID uuid = arriving.remove(node);
    if (uuid == null) {
      throw new IllegalArgumentException("node " + node + " is not joining: " + this);
    }
    grown.put(node, uuid);
    return new ReplicaSet(grown, arriving);
  }

  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(4 + (voters.size() + joining.size()) * 20);
    put(out, voters);
    put(out, joining);
    return out.array();
  }

  public static ReplicaSet decode(ByteBuffer in) {
    return new ReplicaSet(take(in), take(in));
  }

  private static void put(ByteBuffer out, SortedMap<NodeId, UUID> nodes) {
    out.putShort((short) nodes.size());
    nodes.forEach(
        (node, uuid) ->
            out.putInt(node.number())
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits()));
  }

  private static SortedMap<NodeId, UUID> take(ByteBuffer in) {
    TreeMap<NodeId, UUID> nodes = new TreeMap<>();
    for (int left = in.getShort(); left > 0; left--) {
      nodes.put(NodeId.of(in.getInt()), new UUID(in.getLong(), in.getLong()));
    }
    return nodes;
  }
}
