package io.quorate.election;

import java.util.UUID;

/**
 * Which process stands in line.
 *
 * @param incarnation grows with every start of the process; tells a node from its own past
 * @param storageUuid given to the disk when it was formatted; an emptied disk has a new one
 * @param address where peers and people find the node; informational
 */
public record NodeIdentity(int nodeId, long incarnation, UUID storageUuid, String address) {
  public NodeIdentity {
    if (nodeId < 0) {
      throw new IllegalArgumentException("node id: expected 0 or more, found " + nodeId);
    }
    if (incarnation < 0) {
      throw new IllegalArgumentException("incarnation: expected 0 or more, found " + incarnation);
    }
  }
}
