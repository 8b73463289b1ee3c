package io.quorate.election.zookeeper;

import io.quorate.election.NodeIdentity;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Announces this node's storage identity. Ends as soon as it shows, or is pointless: to announce a
 * disk again later, which by then may hold entries, could let a genesis happen twice.
 */
final class Registration {
  private final Znodes znodes;
  private final NodeIdentity identity;
  private final String path;
  private final byte[] storageUuid;
  private boolean wanted;
  private boolean underWay;

  Registration(NodeIdentity identity, Znodes znodes, ZnodePaths.Group paths) {
    this.identity = identity;
    this.znodes = znodes;
    path = paths.registration(identity.nodeId());
    storageUuid = identity.storageUuid().toString().getBytes(StandardCharsets.UTF_8);
  }

  /** {@link #goOn} writes it, at the next reading. */
  void begin() {
    wanted = true;
  }

  void goOn(GroupReading reading, Runnable onWritten) {
    if (reading.genesis() != null
        || identity.storageUuid().equals(reading.registrations().get(identity.nodeId()))) {
      wanted = false;
    }
    if (!wanted || underWay) {
      return;
    }
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
