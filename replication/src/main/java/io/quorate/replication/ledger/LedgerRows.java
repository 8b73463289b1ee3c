package io.quorate.replication.ledger;

import io.quorate.replication.model.Row;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state as rows, with the digest kept up to date at every change: the sum of a hash per row, so
 * that neither order nor history matters, and anybody who has the rows can compute it again.
 */
final class LedgerRows {
  record RowKey(byte kind, long id) implements Comparable<RowKey> {
    @Override
    public int compareTo(RowKey other) {
      int byKind = Byte.compare(kind, other.kind);
      return byKind != 0 ? byKind : Long.compare(id, other.id);
    }

    byte[] encode() {
      return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(id).array();
    }

    static RowKey decode(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new RowKey(in.get(), in.getLong());
    }
  }

  private final TreeMap<RowKey, byte[]> values = new TreeMap<>();
  private final TreeSet<RowKey> changed = new TreeSet<>();
  private long digest;

  static long digestOf(Iterable<Row> rows) {
    long sum = 0;
    for (Row row : rows) {
      byte[] value = row.value();
      if (value != null) {
        sum += hash(row.key(), value);
      }
    }
    return sum;
  }

  byte @Nullable [] get(RowKey key) {
    return values.get(key);
  }

  void put(RowKey key, byte[] value) {
    byte[] before = values.put(key, value);
    byte[] keyBytes = key.encode();
    digest += hash(keyBytes, value) - (before == null ? 0 : hash(keyBytes, before));
    changed.add(key);
  }

  void remove(RowKey key) {
    byte[] before = values.remove(key);
    if (before != null) {
      digest -= hash(key.encode(), before);
      changed.add(key);
    }
  }

  long digest() {
    return digest;
  }

  void takeChanged(Consumer<Row> rows) {
    changed.forEach(key -> rows.accept(new Row(key.encode(), values.get(key))));
    changed.clear();
  }

  void all(Consumer<Row> rows) {
    values.forEach((key, value) -> rows.accept(new Row(key.encode(), value)));
  }

  /** Every row of this kind, in the order of its ids. */
  void ofKind(byte kind, KindReader reader) {
    values
        .subMap(new RowKey(kind, Long.MIN_VALUE), true, new RowKey(kind, Long.MAX_VALUE), true)
        .forEach((key, value) -> reader.row(key.id(), ByteBuffer.wrap(value)));
  }

  interface KindReader {
    void row(long id, ByteBuffer value);
  }

  void load(Iterable<Row> rows) {
    values.clear();
    digest = 0;
    for (Row row : rows) {
      byte[] value = row.value();
      if (value != null) {
        put(RowKey.decode(row.key()), value);
      }
    }
    changed.clear();
  }

  private static long hash(byte[] key, byte[] value) {
    return mix(fold(fold(0x9E3779B97F4A7C15L, key), value));
  }

  private static long fold(long hash, byte[] bytes) {
    long folded = hash ^ bytes.length;
    for (byte next : bytes) {
      folded = (folded ^ next) * 0x100000001B3L;
    }
    return mix(folded);
  }

  /** The finishing step of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
