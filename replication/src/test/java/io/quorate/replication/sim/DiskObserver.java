package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;

/** Is told what a disk is given and what it has made durable. */
public interface DiskObserver {
  DiskObserver NOBODY =
      new DiskObserver() {
        @Override
        public void queueing(GroupId group, LogOp op) {}

        @Override
        public void durable(GroupId group, LogWrite write) {}
      };

  /** Just before the process's view of its log changes. */
  void queueing(GroupId group, LogOp op);

  /** The write is on the platter. */
  void durable(GroupId group, LogWrite write);
}
