package io.quorate.election.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Announces this node's storage identity. Ends as soon as it shows, or is pointless: to announce a
 * disk again later, which by then may hold entries, could let a genesis happen twice.
 */
final class Registration {
  private final Znodes znodes;
  private final int nodeId;
  private final String path;
  private @Nullable UUID wanted;
  private boolean underWay;

  Registration(int nodeId, Znodes znodes, ZnodePaths.Group paths) {
    this.nodeId = nodeId;
    this.znodes = znodes;
    path = paths.registration(nodeId);
  }

  /** {@link #goOn} writes it, at the next reading. */
  void begin(UUID storageUuid) {
    wanted = storageUuid;
  }

  void goOn(GroupReading reading, Runnable onWritten) {
    UUID announced = wanted;
    if (announced == null || underWay) {
      return;
    }
    if (reading.genesis() != null || announced.equals(reading.registrations().get(nodeId))) {
      wanted = null;
      return;
    }
    byte[] storageUuid = announced.toString().getBytes(StandardCharsets.UTF_8);
    underWay = true;
    znodes.write(
        path,
        storageUuid,
        -1,
        answer -> {
          underWay = false;
          if (answer.is(Code.NONODE)) {
            znodes.create(CreateMode.PERSISTENT, path, storageUuid, created -> onWritten.run());
          }
        });
  }
}
