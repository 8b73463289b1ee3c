package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreContract;
import io.quorate.replication.port.LogStoreEvents;
import java.util.SplittableRandom;

class MemoryLogStoreTest extends LogStoreContract {
  private final Timeline timeline = new Timeline();
  private final SimDisk disk =
      new SimDisk(timeline, new SplittableRandom(1), DiskObserver.NOBODY, null);

  @Override
  protected LogStore open(LogStoreEvents events) {
    disk.boot();
    return new MemoryLogStore(disk, GroupId.MAIN, events);
  }

  @Override
  protected void settle() {
    while (timeline.step()) {
      // Every event until nothing is planned any more.
    }
  }

  @Override
  protected void crash() {
    disk.crash();
  }

  @Override
  protected void damage(long index) {
    disk.platter(GroupId.MAIN).rot(index);
  }
}
