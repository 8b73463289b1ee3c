package io.quorate.election.zookeeper;

import io.quorate.election.CoordinationListener;
import java.util.List;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last start of this node's disk outside the disk, so that a disk put back to an
 * older image of itself is found out: it does not know that start. A count would not do, since an
 * old image could be started often enough while ZooKeeper is away. The number of a start is drawn,
 * and on disk, before it is told here; a start that never got here is in the disk's list all the
 * same.
 */
final class BootRegister {
  private static final Logger log = LoggerFactory.getLogger(BootRegister.class);

  private final Znodes znodes;
  private final ZnodePaths paths;
  private final int nodeId;
  private final CoordinationListener listener;
  private final Trouble trouble = new Trouble(log, "Start register");

  private @Nullable Question question;
  private boolean underWay;

  BootRegister(Znodes znodes, ZnodePaths paths, int nodeId, CoordinationListener listener) {
    this.znodes = znodes;
    this.paths = paths;
    this.nodeId = nodeId;
    this.listener = listener;
  }

  /** {@link #ask()} sends it out. */
  void confirm(UUID storageUuid, List<Long> starts) {
    question = new Question(paths.boot(nodeId, storageUuid), starts);
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
    try {
      stored = Fields.decode(answer.data().toArray()).number("start");
    } catch (IllegalArgumentException illegible) {
      log.error(
          "Start register {}: expected format 1, found something else ({}); delete the znode only if the disk of node {} is surely"
              + " not an older image of itself",
          asked.path,
          illegible.getMessage(),
          nodeId);
      underWay = false;
      return;
    }
    if (stored == asked.thisStart()) {
      confirmed(asked);
    } else if (asked.starts.contains(stored)) {
      znodes.write(
          asked.path, record(asked), answer.version(), written -> onWritten(asked, written));
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
    settle(asked, listener::onBootConfirmed);
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

  private static byte[] record(Question asked) {
    return Fields.encode("start", asked.thisStart(), "starts", asked.starts.size());
  }

  private record Question(String path, List<Long> starts) {
    long thisStart() {
      return starts.get(starts.size() - 1);
    }
  }
}
