package io.quorate.election.zookeeper;

import io.quorate.election.Bytes;
import io.quorate.election.LatchNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that ZooKeeper keeps about a group, read in one go, though not at one instant. */
record GroupReading(
    List<LatchNode> line,
    long registerEpoch,
    int registerVersion,
    Map<Integer, UUID> registrations,
    @Nullable Bytes genesis) {
  static final GroupReading NOTHING = new GroupReading(List.of(), 0, 0, Map.of(), null);
}
