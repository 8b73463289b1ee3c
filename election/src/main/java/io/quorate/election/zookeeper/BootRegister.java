package io.quorate.election.zookeeper;

import io.quorate.election.CoordinationListener;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the highest boot count of this node's disk outside the disk, so that a disk put back to
 * an older image of itself is found out. The count on disk was raised first: a start that never got
 * here leaves disk ahead of ZooKeeper, which is legal, and only the opposite is a rollback.
 */
final class BootRegister {
  private static final Logger log = LoggerFactory.getLogger(BootRegister.class);

  private final Znodes znodes;
  private final ZnodePaths paths;
  private final int nodeId;
  private final CoordinationListener listener;
  private final Trouble trouble = new Trouble(log, "Boot count");

  /**
   * Tells our own write, whose answer was lost, from that of another process with the same disk
   * image.
   */
  private final String writer = UUID.randomUUID().toString();

  private @Nullable Question question;
  private boolean underWay;

  BootRegister(Znodes znodes, ZnodePaths paths, int nodeId, CoordinationListener listener) {
    this.znodes = znodes;
    this.paths = paths;
    this.nodeId = nodeId;
    this.listener = listener;
  }

  /** {@link #ask()} sends it out. */
  void confirm(UUID storageUuid, long bootCount) {
    question = new Question(paths.boot(nodeId, storageUuid), bootCount);
  }

  /** Goes on with the question, if there is one that is not under way. */
  void ask() {
    Question asked = question;
    if (asked != null && !underWay) {
      underWay = true;
      znodes.read(asked.path, answer -> onRead(asked, answer));
    }
  }

  private void onRead(Question asked, Answer answer) {
    if (answer.is(Code.NONODE)) {
      znodes.create(
          CreateMode.PERSISTENT, asked.path, record(asked), written -> onWritten(asked, written));
    } else if (answer.isOk()) {
      compare(asked, answer);
    } else {
      askLater(answer.code());
    }
  }

  private void compare(Question asked, Answer answer) {
    long stored;
    boolean ours;
    try {
      Fields fields = Fields.decode(answer.data().toArray());
      stored = fields.number("bootCount");
      ours = fields.text("writer").equals(writer);
    } catch (IllegalArgumentException illegible) {
      log.error(
          "Boot count {}: expected format 1, found something else ({}); delete the znode only if the disk of node {} is surely"
              + " not an older image of itself",
          asked.path,
          illegible.getMessage(),
          nodeId);
      underWay = false;
      return;
    }
    if (stored < asked.bootCount) {
      znodes.write(
          asked.path, record(asked), answer.version(), written -> onWritten(asked, written));
    } else if (ours && stored == asked.bootCount) {
      confirmed(asked);
    } else {
      settle(asked, () -> listener.onRolledBack(stored));
    }
  }

  private void onWritten(Question asked, Answer written) {
    if (written.isOk()) {
      confirmed(asked);
    } else if (written.is(Code.BADVERSION) || written.is(Code.NODEEXISTS)) {
      znodes.read(asked.path, answer -> onRead(asked, answer));
    } else {
      askLater(written.code());
    }
  }

  private void confirmed(Question asked) {
    settle(asked, () -> listener.onBootConfirmed(asked.bootCount));
  }

  private void settle(Question asked, Runnable outcome) {
    trouble.over();
    underWay = false;
    if (asked.equals(question)) {
      question = null;
      outcome.run();
    } else {
      ask();
    }
  }

  /** The watchdog asks again. */
  private void askLater(Code code) {
    trouble.met(code);
    underWay = false;
  }

  private byte[] record(Question asked) {
    return Fields.encode("bootCount", asked.bootCount, "writer", writer);
  }

  private record Question(String path, long bootCount) {}
}
