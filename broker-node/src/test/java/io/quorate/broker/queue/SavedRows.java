package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that answers for no row earlier than it has to: one checkpoint late. */
final class SavedRows implements RowReader {
  private final TreeMap<byte[], byte[]> durable = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeMap<byte[], Row> pending = new TreeMap<>(Arrays::compareUnsigned);
  private int reads;

  @Override
  public byte @Nullable [] read(byte[] key) {
    reads++;
    return durable.get(key);
  }

  int reads() {
    return reads;
  }

  int size() {
    sync();
    return durable.size();
  }

  /** Returns how many rows had changed. */
  int checkpoint(Pages pages) {
    return checkpoint(pages::checkpoint);
  }

  /** The same of whatever hands over the rows that changed. */
  int checkpoint(Consumer<Consumer<Row>> changed) {
    sync();
    changed.accept(row -> pending.put(row.key(), row));
    return pending.size();
  }

  private void sync() {
    for (Row row : pending.values()) {
      byte[] value = row.value();
      if (value == null) {
        durable.remove(row.key());
      } else {
        durable.put(row.key(), value);
      }
    }
    pending.clear();
  }

  /** As a restart finds them. */
  void forEach(BiConsumer<byte[], byte[]> rows) {
    sync();
    durable.forEach(rows);
  }

  List<Row> list() {
    List<Row> rows = new ArrayList<>();
    forEach((key, value) -> rows.add(new Row(key, value)));
    return rows;
  }

  /** Becomes what a snapshot says. */
  void replace(Consumer<Consumer<Row>> snapshot) {
    TreeMap<byte[], Row> rows = new TreeMap<>(Arrays::compareUnsigned);
    snapshot.accept(row -> rows.put(row.key(), row));
    durable.clear();
    pending.clear();
    pending.putAll(rows);
    sync();
  }
}
