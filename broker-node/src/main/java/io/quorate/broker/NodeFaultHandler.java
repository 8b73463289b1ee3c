package io.quorate.broker;

import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.FaultHandler;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's last stop, for all its groups and threads: its last word, its disk's new identity. */
final class NodeFaultHandler implements FaultHandler {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFaultHandler.class);

  /** What bears the identity that is renounced. */
  interface Disk {
    UUID storageUuid();

    /** Takes another identity, durably, and tells everybody in this node. */
    void renewIdentity(String reason) throws IOException;
  }

  private final NodeId self;
  private final NodeFault fault;
  private final Executor chores;
  private final Disk disk;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * A handler that has nothing to do yet.
   *
   * @param chores does one thing after the other, on a thread that may wait for the disk
   */
  NodeFaultHandler(NodeId self, NodeFault fault, Executor chores, Disk disk) {
    this.self = self;
    this.fault = fault;
    this.chores = chores;
    this.disk = disk;
  }

  @Override
  public void halt(String reason) {
    if (over.compareAndSet(false, true)) {
      LOG.error("node {} stops: {}", self, reason);
      fault.halt(reason);
    }
  }

  @Override
  public void renounce(UUID storageUuid, String reason) {
    chores.execute(() -> renew(storageUuid, reason));
  }

  private void renew(UUID storageUuid, String reason) {
    if (isOver() || !storageUuid.equals(disk.storageUuid())) {
      return;
    }
    try {
      disk.renewIdentity(reason);
    } catch (IOException e) {
      halt("cannot give this disk a new identity: " + e);
    }
  }

  /** The node ends of itself: what fails from here on is of no interest. */
  void close() {
    over.set(true);
  }

  /** Whether the node is about to end, for whatever reason. */
  boolean isOver() {
    return over.get();
  }
}
