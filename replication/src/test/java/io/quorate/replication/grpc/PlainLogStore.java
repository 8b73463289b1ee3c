package io.quorate.replication.grpc;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.GroupImage;

/** A disk that never fails and syncs at once; begins empty and takes no snapshots. */
final class PlainLogStore implements LogStore {
  private final LogStoreEvents events;
  private final GroupImage image = new GroupImage();

  PlainLogStore(LogStoreEvents events) {
    this.events = events;
  }

  @Override
  public StoredLog recover() {
    return image.recover();
  }

  @Override
  public void write(LogWrite write) {
    write.ops().forEach(image::perform);
    events.onSynced(write.token());
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    events.onRead(token, image.readable(fromInclusive, toInclusive, bytesMax));
  }

  @Override
  public void readSnapshot(long token, long snapshotId) {
    throw new UnsupportedOperationException("no snapshots here");
  }

  @Override
  public void closeSnapshot(long snapshotId) {}

  @Override
  public void noteAccepted(LogPosition position) {}
}
