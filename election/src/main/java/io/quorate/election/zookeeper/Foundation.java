package io.quorate.election.zookeeper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * The persistent nodes that must stand before anybody queues up: were they left to LeaderLatch,
 * they would appear without the register beside them, and as containers that vanish when they are
 * empty.
 */
final class Foundation {
  private static final byte[] NOTHING = new byte[0];

  private final Znodes znodes;
  private final Map<String, byte[]> nodes = new LinkedHashMap<>();

  Foundation(Znodes znodes) {
    this.znodes = znodes;
  }

  /** Adds a node and its ancestors; the data is written only if the node does not exist. */
  Foundation with(String path, byte[] data) {
    ZnodePaths.withAncestors(path).forEach(ancestor -> nodes.putIfAbsent(ancestor, NOTHING));
    nodes.put(path, data);
    return this;
  }

  Foundation with(String path) {
    return with(path, NOTHING);
  }

  /** Repeatable. Answers OK when all stand, otherwise with the first trouble. */
  void lay(Consumer<Answer> then) {
    layFrom(List.copyOf(nodes.keySet()), 0, then);
  }

  private void layFrom(List<String> paths, int next, Consumer<Answer> then) {
    if (next == paths.size()) {
      then.accept(Answer.of(Code.OK));
      return;
    }
    String path = paths.get(next);
    Consumer<Answer> goOn =
        answer -> {
          if (answer.isOk() || answer.is(Code.NODEEXISTS)) {
            layFrom(paths, next + 1, then);
          } else {
            then.accept(answer);
          }
        };
    // Asked first: an ancestor that belongs to somebody else may stand and yet forbid us to create
    // it.
    znodes.exists(
        path,
        answer -> {
          if (answer.is(Code.NONODE)) {
            znodes.create(CreateMode.PERSISTENT, path, nodes.getOrDefault(path, NOTHING), goOn);
          } else {
            goOn.accept(answer);
          }
        });
  }
}
