package io.quorate.election.zookeeper;

import java.util.List;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ZooKeeper in the background: every call returns at once, every answer comes on the loop. Lost
 * connections are retried inside until an answer comes, so a write may have happened twice when it
 * is answered once.
 */
final class Znodes {
  private static final Logger log = LoggerFactory.getLogger(Znodes.class);

  private final CuratorFramework curator;
  private final ElectionLoop loop;

  Znodes(CuratorFramework curator, ElectionLoop loop) {
    this.curator = curator;
    this.loop = loop;
  }

  void exists(String path, Consumer<Answer> then) {
    request(answer -> curator.checkExists().inBackground(answer).forPath(path), then);
  }

  void read(String path, Consumer<Answer> then) {
    request(answer -> curator.getData().inBackground(answer).forPath(path), then);
  }

  void list(String path, Consumer<Answer> then) {
    request(answer -> curator.getChildren().inBackground(answer).forPath(path), then);
  }

  void create(CreateMode mode, String path, byte[] data, Consumer<Answer> then) {
    request(
        answer -> curator.create().withMode(mode).inBackground(answer).forPath(path, data), then);
  }

  void write(String path, byte[] data, int version, Consumer<Answer> then) {
    request(
        answer -> curator.setData().withVersion(version).inBackground(answer).forPath(path, data),
        then);
  }

  void delete(String path, Consumer<Answer> then) {
    request(answer -> curator.delete().inBackground(answer).forPath(path), then);
  }

  /**
   * Writes {@code target}, if it still has this version, and only while {@code condition} exists.
   */
  void writeWhile(
      String condition, String target, byte[] data, int version, Consumer<Answer> then) {
    transact(
        () ->
            List.of(
                curator.transactionOp().check().forPath(condition),
                curator.transactionOp().setData().withVersion(version).forPath(target, data)),
        then);
  }

  /** Deletes {@code target} only while {@code condition} has this version. */
  void deleteWhile(String condition, int version, String target, Consumer<Answer> then) {
    transact(
        () ->
            List.of(
                curator.transactionOp().check().withVersion(version).forPath(condition),
                curator.transactionOp().delete().forPath(target)),
        then);
  }

  /**
   * Watches the node and all below it until the session ends. Watching again with the same watcher
   * changes nothing.
   */
  void watchTree(String path, Watcher watcher, Consumer<Answer> then) {
    request(
        answer ->
            curator
                .watchers()
                .add()
                .withMode(AddWatchMode.PERSISTENT_RECURSIVE)
                .inBackground(answer)
                .usingWatcher(watcher)
                .forPath(path),
        then);
  }

  long sessionId() {
    try {
      return curator.getZookeeperClient().getZooKeeper().getSessionId();
    } catch (Exception unknown) {
      return 0;
    }
  }

  private void transact(Operations operations, Consumer<Answer> then) {
    request(
        answer -> curator.transaction().inBackground(answer).forOperations(operations.prepared()),
        then);
  }

  private void request(Request request, Consumer<Answer> then) {
    try {
      request.sendTo((client, event) -> loop.post(() -> then.accept(Answer.of(event))));
    } catch (Exception refused) {
      log.debug("Curator refused a request", refused);
      loop.post(() -> then.accept(Answer.of(Code.CONNECTIONLOSS)));
    }
  }

  private interface Request {
    Object sendTo(BackgroundCallback answer) throws Exception;
  }

  private interface Operations {
    List<CuratorOp> prepared() throws Exception;
  }
}
