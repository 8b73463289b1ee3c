package io.quorate.replication.port;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Keeps what a store reported. Stores with threads of their own may report from them. */
public final class RecordedEvents implements LogStoreEvents {
  /** A part of a snapshot as it was handed out. */
  public record Chunk(List<Row> rows, List<Entry> kept, boolean last) {}

  private final List<Long> synced = new ArrayList<>();
  private final TreeMap<Long, List<Entry>> reads = new TreeMap<>();
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();

  @Override
  public synchronized void onSynced(long token) {
    synced.add(token);
  }

  @Override
  public synchronized void onRead(long token, List<Entry> entries) {
    reads.put(token, entries);
  }

  @Override
  public synchronized void onSnapshotChunk(
      long token, List<Row> rows, List<Entry> kept, boolean last) {
    chunks.put(token, new Chunk(rows, kept, last));
  }

  @Override
  public void onDiskSpace(DiskSpace space) {}

  public synchronized List<Long> synced() {
    return List.copyOf(synced);
  }

  /** The highest token reported as synced, or 0. */
  public synchronized long syncedToken() {
    return synced.isEmpty() ? 0 : synced.get(synced.size() - 1);
  }

  public synchronized boolean hasRead(long token) {
    return reads.containsKey(token);
  }

  public synchronized List<Entry> read(long token) {
    return reads.getOrDefault(token, List.of());
  }

  public synchronized Chunk chunk(long token) {
    Chunk chunk = chunks.get(token);
    if (chunk == null) {
      throw new AssertionError("no chunk was reported for token " + token);
    }
    return chunk;
  }
}
