package io.quorate.election.zookeeper;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The znode that tells people and tools who is master. An older epoch does not overwrite a newer
 * one.
 */
final class MasterNotice {
  private static final Logger log = LoggerFactory.getLogger(MasterNotice.class);

  private final Znodes znodes;
  private final ZnodePaths.Group paths;

  MasterNotice(Znodes znodes, ZnodePaths.Group paths) {
    this.znodes = znodes;
    this.paths = paths;
  }

  void publish(long epoch, int nodeId, String address) {
    byte[] notice = Fields.encode("epoch", epoch, "node", nodeId, "address", address);
    znodes.read(
        paths.master(),
        answer -> {
          if (answer.is(Code.NONODE)) {
            znodes.create(CreateMode.PERSISTENT, paths.master(), notice, MasterNotice::note);
          } else if (answer.isOk() && epochOf(answer.data().toArray()) <= epoch) {
            znodes.write(paths.master(), notice, answer.version(), MasterNotice::note);
          }
        });
  }

  private static long epochOf(byte[] notice) {
    try {
      return Fields.decode(notice).number("epoch");
    } catch (IllegalArgumentException illegible) {
      return 0;
    }
  }

  private static void note(Answer answer) {
    if (!answer.isOk()) {
      log.debug("The note who is master was not written: {}", answer.code());
    }
  }
}
