package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import java.nio.ByteBuffer;

/** The values of the meta rows. Each begins with the version of its format. */
final class RowCodec {
  private static final byte FORMAT = 1;
  private static final int LOG_END_BYTES = 40;

  private RowCodec() {}

  static ByteBuffer open(byte[] row, byte format, String what) {
    if (row.length == 0 || row[0] != format) {
      throw new CorruptEntryException(
          String.format(
              "%s row: format %d expected, %s found",
              what, format, row.length == 0 ? "nothing" : String.valueOf(row[0])));
    }
    return ByteBuffer.wrap(row, 1, row.length - 1);
  }

  static byte[] encode(LogEnd end) {
    return put(ByteBuffer.allocate(1 + LOG_END_BYTES).put(FORMAT), end).array();
  }

  static LogEnd logEnd(byte[] row) {
    return takeLogEnd(open(row, FORMAT, "log end"));
  }

  static byte[] encode(LogPosition position) {
    return ByteBuffer.allocate(17)
        .put(FORMAT)
        .putLong(position.epoch())
        .putLong(position.index())
        .array();
  }

  static LogPosition position(byte[] row) {
    ByteBuffer in = open(row, FORMAT, "position");
    return new LogPosition(in.getLong(), in.getLong());
  }

  static byte[] encode(Promise promise) {
    ByteBuffer out = ByteBuffer.allocate(21).put(FORMAT).putLong(promise.epoch());
    Member to = promise.to();
    if (to != null) {
      out.putInt(to.node().number()).putLong(to.incarnation());
    }
    return out.array();
  }

  static Promise promise(byte[] row) {
    ByteBuffer in = open(row, FORMAT, "promise");
    long epoch = in.getLong();
    int node = in.getInt();
    return new Promise(epoch, node == 0 ? null : new Member(NodeId.of(node), in.getLong()));
  }

  static byte[] encode(long number) {
    return ByteBuffer.allocate(9).put(FORMAT).putLong(number).array();
  }

  static long number(byte[] row) {
    return open(row, FORMAT, "number").getLong();
  }

  static byte[] encode(Generations generations) {
    return ByteBuffer.allocate(9)
        .put(FORMAT)
        .putInt(generations.current())
        .putInt(generations.highest())
        .array();
  }

  static Generations generations(byte[] row) {
    ByteBuffer in = open(row, FORMAT, "generations");
    return new Generations(in.getInt(), in.getInt());
  }

  static byte[] encode(SnapshotManifest manifest) {
    byte[] config = manifest.config().encode();
    ByteBuffer out =
        ByteBuffer.allocate(1 + LOG_END_BYTES + 8 + 4 + config.length + manifest.genesis().length);
    put(out.put(FORMAT), manifest.end());
    return out.putLong(manifest.digest())
        .putInt(config.length)
        .put(config)
        .put(manifest.genesis())
        .array();
  }

  static SnapshotManifest manifest(byte[] row) {
    ByteBuffer in = open(row, FORMAT, "checkpoint");
    LogEnd end = takeLogEnd(in);
    long digest = in.getLong();
    byte[] config = new byte[in.getInt()];
    in.get(config);
    byte[] genesis = new byte[in.remaining()];
    in.get(genesis);
    return new SnapshotManifest(end, ReplicaSet.decode(ByteBuffer.wrap(config)), digest, genesis);
  }

  private static ByteBuffer put(ByteBuffer out, LogEnd end) {
    return out.putLong(end.epoch())
        .putLong(end.index())
        .putLong(end.chain())
        .putLong(end.offset())
        .putLong(end.timeMillis());
  }

  private static LogEnd takeLogEnd(ByteBuffer in) {
    return new LogEnd(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
