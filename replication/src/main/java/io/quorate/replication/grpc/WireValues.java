package io.quorate.replication.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The values that messages are made of, to their wire form and back. What comes from the wire may
 * be anything: values that cannot be end in an unchecked exception.
 */
final class WireValues {
  private static final String REFUSAL_PREFIX = "REFUSAL_";

  private WireValues() {}

  static Wire.Uuid uuid(UUID uuid) {
    return Wire.Uuid.newBuilder()
        .setHigh(uuid.getMostSignificantBits())
        .setLow(uuid.getLeastSignificantBits())
        .build();
  }

  static UUID uuid(Wire.Uuid wire) {
    return new UUID(wire.getHigh(), wire.getLow());
  }

  static Wire.Member member(Member member) {
    return Wire.Member.newBuilder()
        .setNode(member.node().number())
        .setIncarnation(member.incarnation())
        .build();
  }

  static Member member(Wire.Member wire) {
    return new Member(NodeId.of(wire.getNode()), wire.getIncarnation());
  }

  static Wire.LogPosition position(LogPosition position) {
    return Wire.LogPosition.newBuilder()
        .setEpoch(position.epoch())
        .setIndex(position.index())
        .build();
  }

  static LogPosition position(Wire.LogPosition wire) {
    return new LogPosition(wire.getEpoch(), wire.getIndex());
  }

  static Wire.LogEnd end(LogEnd end) {
    return Wire.LogEnd.newBuilder()
        .setEpoch(end.epoch())
        .setIndex(end.index())
        .setChain(end.chain())
        .setOffset(end.offset())
        .setTimeMillis(end.timeMillis())
        .build();
  }

  static LogEnd end(Wire.LogEnd wire) {
    return new LogEnd(
        wire.getEpoch(), wire.getIndex(), wire.getChain(), wire.getOffset(), wire.getTimeMillis());
  }

  static Wire.Inventory inventory(Inventory inventory) {
    Wire.Inventory.Builder wire =
        Wire.Inventory.newBuilder().setOutline(outline(inventory.outline()));
    for (IndexRanges.Range range : inventory.corrupt().ranges()) {
      wire.addCorrupt(Wire.IndexRange.newBuilder().setFrom(range.from()).setTo(range.to()));
    }
    return wire.build();
  }

  static Inventory inventory(Wire.Inventory wire) {
    IndexRanges.Builder corrupt = new IndexRanges.Builder();
    wire.getCorruptList().forEach(range -> corrupt.add(range.getFrom(), range.getTo()));
    return new Inventory(outline(wire.getOutline()), corrupt.build());
  }

  private static Wire.LogOutline outline(LogOutline outline) {
    Wire.LogOutline.Builder wire =
        Wire.LogOutline.newBuilder()
            .setBase(position(outline.base()))
            .setLastIndex(outline.lastIndex());
    for (LogOutline.EpochStart start : outline.starts()) {
      wire.addStarts(
          Wire.EpochStart.newBuilder().setEpoch(start.epoch()).setFirstIndex(start.firstIndex()));
    }
    return wire.build();
  }

  private static LogOutline outline(Wire.LogOutline wire) {
    return new LogOutline(
        position(wire.getBase()),
        wire.getLastIndex(),
        wire.getStartsList().stream()
            .map(start -> new LogOutline.EpochStart(start.getEpoch(), start.getFirstIndex()))
            .toList());
  }

  static Wire.SnapshotManifest manifest(SnapshotManifest manifest) {
    return Wire.SnapshotManifest.newBuilder()
        .setEnd(end(manifest.end()))
        .setConfig(UnsafeByteOperations.unsafeWrap(manifest.config().encode()))
        .setDigest(manifest.digest())
        .setGenesis(UnsafeByteOperations.unsafeWrap(manifest.genesis()))
        .build();
  }

  static SnapshotManifest manifest(Wire.SnapshotManifest wire) {
    return new SnapshotManifest(
        end(wire.getEnd()),
        ReplicaSet.decode(ByteBuffer.wrap(array(wire.getConfig()))),
        wire.getDigest(),
        array(wire.getGenesis()));
  }

  static Wire.Row row(Row row) {
    Wire.Row.Builder wire =
        Wire.Row.newBuilder().setKey(UnsafeByteOperations.unsafeWrap(row.key()));
    byte[] value = row.value();
    if (value != null) {
      wire.setValue(UnsafeByteOperations.unsafeWrap(value));
    }
    return wire.build();
  }

  static Row row(Wire.Row wire) {
    return new Row(array(wire.getKey()), wire.hasValue() ? array(wire.getValue()) : null);
  }

  /** Without a copy: entries never change. */
  static List<ByteString> entries(List<Entry> entries) {
    return entries.stream().map(entry -> UnsafeByteOperations.unsafeWrap(entry.bytes())).toList();
  }

  static List<Entry> entriesOf(List<ByteString> wire) {
    return wire.stream().map(bytes -> Entry.decode(array(bytes))).toList();
  }

  static Wire.Refusal refusal(Message.Refusal refusal) {
    return Wire.Refusal.valueOf(REFUSAL_PREFIX + refusal.name());
  }

  static Message.Refusal refusal(Wire.Refusal wire) {
    return Message.Refusal.valueOf(wire.name().substring(REFUSAL_PREFIX.length()));
  }

  /** The bytes as an array of their own; the parsed one itself where it holds nothing else. */
  private static byte[] array(ByteString bytes) {
    WholeArray whole = new WholeArray();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return whole.array.length == bytes.size() ? whole.array : bytes.toByteArray();
  }

  /**
   * Takes over the array of a parsed field, which belongs to that field alone: an entry is copied
   * once on its way from the socket to the log. Fields that lie in pieces are left to be copied.
   */
  private static final class WholeArray extends ByteOutput {
    private static final byte[] NONE = {};
    private byte[] array = NONE;

    @Override
    public void write(byte value) {}

    @Override
    public void write(byte[] value, int offset, int length) {}

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      if (offset == 0 && length == value.length) {
        array = value;
      }
    }

    @Override
    public void write(ByteBuffer value) {}

    @Override
    public void writeLazy(ByteBuffer value) {}
  }
}
