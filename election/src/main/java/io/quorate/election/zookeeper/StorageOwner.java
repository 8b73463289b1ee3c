package io.quorate.election.zookeeper;

import io.quorate.election.CoordinationListener;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * An ephemeral node per storage identity, so that a second process with a copy of the same data is
 * noticed. Another process's node that outlives any session it could have left behind is taken for
 * a living twin.
 */
final class StorageOwner {
  private final Znodes znodes;
  private final String path;
  private final NodeIdentity identity;
  private final LongSupplier nanos;
  private final CoordinationListener listener;
  private final String process = UUID.randomUUID().toString();

  private boolean underWay;
  private long foreignNode;
  private long foreignSinceNanos;

  StorageOwner(
      Znodes znodes,
      ZnodePaths paths,
      NodeIdentity identity,
      LongSupplier nanos,
      CoordinationListener listener) {
    this.znodes = znodes;
    this.path = paths.storage(identity.storageUuid());
    this.identity = identity;
    this.nanos = nanos;
    this.listener = listener;
  }

  void check(Duration sessionTimeout) {
    if (!underWay) {
      underWay = true;
      znodes.read(path, answer -> onRead(answer, sessionTimeout));
    }
  }

  private void onRead(Answer answer, Duration sessionTimeout) {
    if (answer.is(Code.NONODE)) {
      znodes.create(CreateMode.EPHEMERAL, path, describe(), created -> underWay = false);
      return;
    }
    underWay = false;
    if (answer.isOk()) {
      judge(answer, sessionTimeout);
    }
  }

  private void judge(Answer answer, Duration sessionTimeout) {
    String owner = ownerOf(answer.data().toArray());
    if (owner.contains(process)) {
      foreignNode = 0;
      if (answer.owner() != znodes.sessionId()) {
        // Left by our own last session; the next check creates it anew.
        znodes.delete(path, deleted -> {});
      }
    } else if (answer.created() != foreignNode) {
      foreignNode = answer.created();
      foreignSinceNanos = nanos.getAsLong();
    } else if (nanos.getAsLong() - foreignSinceNanos > sessionTimeout.multipliedBy(2).toNanos()) {
      listener.onTwin(owner);
    }
  }

  private byte[] describe() {
    return Fields.encode(
        "node", identity.nodeId(),
        "incarnation", identity.incarnation(),
        "address", identity.address(),
        "process", process);
  }

  private static String ownerOf(byte[] data) {
    try {
      Fields fields = Fields.decode(data);
      return "node %s/%s at %s, process %s"
          .formatted(
              fields.text("node"),
              fields.text("incarnation"),
              fields.text("address"),
              fields.text("process"));
    } catch (IllegalArgumentException illegible) {
      return "unknown";
    }
  }
}
