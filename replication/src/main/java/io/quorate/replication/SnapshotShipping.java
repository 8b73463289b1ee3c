package io.quorate.replication;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One snapshot on its way to one replica: a chunk at a time, each repeated until it is taken. */
final class SnapshotShipping {
  private static final int ATTEMPTS_MAX = 10;

  private final Group group;
  private final NodeId to;
  private final long epoch;
  private final long stream;
  private final Retention.Snapshot source;
  private final SnapshotChecksum checksum = new SnapshotChecksum();
  private Message.@Nullable SnapshotChunk unanswered;
  private long nextNumber = 0;
  private long readToken = -1;
  private long sentNanos;
  private int attempts;

  SnapshotShipping(Group group, NodeId to, long epoch, long stream, Retention.Snapshot source) {
    this.group = group;
    this.to = to;
    this.epoch = epoch;
    this.stream = stream;
    this.source = source;
    this.sentNanos = group.now();
  }

  long id() {
    return source.id();
  }

  LogEnd end() {
    return source.manifest().end();
  }

  /** Reads the next chunk, once the snapshot is there and the last chunk has been taken. */
  void advance() {
    if (unanswered == null && readToken < 0 && group.journal.isSynced(source.token())) {
      readToken = group.reads.nextToken();
      group.ports.store().readSnapshot(readToken, source.id());
    }
  }

  void onChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
    if (token != readToken) {
      return;
    }
    readToken = -1;
    checksum.add(rows, kept);
    unanswered =
        new Message.SnapshotChunk(
            epoch, stream, id(), nextNumber++, rows, kept, checksum.value(), last);
    attempts = 0;
    send(unanswered);
  }

  private void send(Message.SnapshotChunk chunk) {
    sentNanos = group.now();
    attempts++;
    if (chunk.number() == 0) {
      group.outbox.send(to, new Message.SnapshotBegin(epoch, stream, id(), source.manifest()));
    }
    group.outbox.send(to, chunk);
  }

  void onTaken(Message.SnapshotTaken taken) {
    Message.SnapshotChunk sent = unanswered;
    if (sent != null && taken.snapshotId() == id() && taken.number() == sent.number()) {
      // The last chunk is answered by an Accept, once the switch is on the replica's disk.
      if (!sent.last()) {
        unanswered = null;
        advance();
      }
    }
  }

  /** Whether it is worth going on. */
  boolean onTick() {
    Message.SnapshotChunk sent = unanswered;
    if (sent != null && group.now() - sentNanos > group.timeouts().resend()) {
      if (attempts >= ATTEMPTS_MAX) {
        return false;
      }
      send(sent);
    }
    advance();
    return true;
  }
}
