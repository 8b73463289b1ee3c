package io.quorate.replication.port;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.List;

/** What a {@link LogStore} reports back. Implementations only enqueue. */
public interface LogStoreEvents {
  /** This write and all before it are on disk. Later tokens include earlier ones. */
  void onSynced(long token);

  /** Contiguous entries from the index asked for on. */
  void onRead(long token, List<Entry> entries);

  /** The next chunk of a snapshot; {@code last} when nothing follows. */
  void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last);

  void onDiskSpace(DiskSpace space);
}
