package io.quorate.replication;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.GroupImage;
import java.util.ArrayList;
import java.util.List;

/** An empty disk that keeps what was asked of it; the test says when it has synced. */
final class WrittenLog implements LogStore {
  final List<LogWrite> writes = new ArrayList<>();

  List<LogOp> ops() {
    return writes.stream().flatMap(write -> write.ops().stream()).toList();
  }

  long lastToken() {
    return writes.get(writes.size() - 1).token();
  }

  @Override
  public StoredLog recover() {
    return new GroupImage().recover();
  }

  @Override
  public void write(LogWrite write) {
    writes.add(write);
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    throw new UnsupportedOperationException("nothing is read back here");
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
