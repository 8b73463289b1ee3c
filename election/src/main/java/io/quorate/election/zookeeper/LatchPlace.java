package io.quorate.election.zookeeper;

import java.io.IOException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in line, made and kept by a LeaderLatch. The latch's own opinion about
 * leadership is a hint to look at the line, nothing more: it survives the deletion of the latch's
 * node.
 */
final class LatchPlace {
  private static final Logger log = LoggerFactory.getLogger(LatchPlace.class);

  private final CuratorFramework curator;
  private final String linePath;
  private final String id;
  private final LeaderLatchListener hint;
  private @Nullable LeaderLatch latch;

  LatchPlace(CuratorFramework curator, String linePath, String id, Runnable onHint) {
    this.curator = curator;
    this.linePath = linePath;
    this.id = id;
    hint =
        new LeaderLatchListener() {
          @Override
          public void isLeader() {
            onHint.run();
          }

          @Override
          public void notLeader() {
            onHint.run();
          }
        };
  }

  boolean isStanding() {
    return latch != null;
  }

  /**
   * Null while the latch is about to create its node, and when it has silently given up doing so.
   */
  @Nullable String path() {
    return latch == null ? null : latch.getOurPath();
  }

  void stand() {
    LeaderLatch fresh = new LeaderLatch(curator, linePath, id);
    fresh.addListener(hint);
    try {
      fresh.start();
      latch = fresh;
    } catch (Exception refused) {
      log.warn("Latch {} of {}: could not be started; trying again", linePath, id, refused);
    }
  }

  /**
   * Also removes a node whose creation is still under way, and insists until the connection allows
   * it.
   */
  void leave() {
    LeaderLatch left = latch;
    latch = null;
    if (left == null) {
      return;
    }
    left.removeListener(hint);
    try {
      left.close();
    } catch (IOException refused) {
      log.warn(
          "Latch {} of {}: could not be closed cleanly; its node goes with the session",
          linePath,
          id,
          refused);
    }
  }
}
