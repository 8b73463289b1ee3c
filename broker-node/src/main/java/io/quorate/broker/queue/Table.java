package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tuples of numbers in ascending order, in chunks of which each is a row of the state. One cursor
 * reads and changes them: it stands on a tuple, or between two of them.
 *
 * <p>How the tuples are cut into chunks depends on history, and differs from node to node: nobody
 * outside may depend on it.
 */
final class Table {
  /** A chunk with fewer joins a neighbour, if the two make no more than {@link #JOINED_MAX}. */
  private static final int JOINING_MAX = Tuples.MAX / 8;

  private static final int JOINED_MAX = Tuples.MAX / 2;
  private static final int UNWATCHED = -1;

  private final RowPrefix prefix;
  private final Pages pages;
  private final int keys;
  private final int width;
  private final int watched;
  private final Chunks chunks = new Chunks();

  private long size;
  private long nextChunkId;

  /** The cursor: a slot of a chunk; -1 stands before its first. */
  private int at;

  private int slot = -1;

  private long header;
  private boolean headerChanged;
  private boolean headerStored;
  private boolean changed;
  private boolean listedAsLong;

  private Table(RowPrefix prefix, Pages pages, int keys, int width, int watched) {
    this.prefix = prefix;
    this.pages = pages;
    this.keys = keys;
    this.width = width;
    this.watched = watched;
  }

  /** Ordered by the first column. */
  static Table ofOneKey(RowPrefix prefix, Pages pages, int width) {
    return new Table(prefix, pages, 1, width, UNWATCHED);
  }

  /** Ordered by the first column; knows of each chunk how small the values of another are. */
  static Table ofOneKey(RowPrefix prefix, Pages pages, int width, int watched) {
    return new Table(prefix, pages, 1, width, watched);
  }

  /** Ordered by the first two columns. */
  static Table ofTwoKeys(RowPrefix prefix, Pages pages, int width) {
    return new Table(prefix, pages, 2, width, UNWATCHED);
  }

  long size() {
    return size;
  }

  // ── the cursor ──

  boolean seek(long key) {
    return seek(key, 0);
  }

  /** To the last tuple that is not above the key. If there is none: before the first, and false. */
  boolean seek(long key, long secondKey) {
    if (chunks.count() == 0) {
      rewind();
      return false;
    }
    at = chunks.floor(key, secondKey);
    slot = keys == 1 ? tuples().floor(key) : tuples().floor(key, secondKey);
    if (slot < 0 && at > 0) {
      // The chunk has lost its first tuples. What is inserted now goes before it.
      setLow(chunks.at(at), tuples());
      at--;
      slot = chunks.at(at).size - 1;
    }
    return slot >= 0;
  }

  private void setLow(Chunk chunk, Tuples tuples) {
    chunk.setLow(tuples.get(0, 0), keys == 1 ? 0 : tuples.get(0, 1));
  }

  boolean seekLast() {
    at = Math.max(0, chunks.count() - 1);
    slot = chunks.count() == 0 ? -1 : chunks.at(at).size - 1;
    return slot >= 0;
  }

  /** Before the first tuple. */
  void rewind() {
    at = 0;
    slot = -1;
  }

  /** False: there is none, and the cursor stands behind the last. */
  boolean next() {
    if (at >= chunks.count()) {
      return false;
    }
    slot++;
    if (slot < chunks.at(at).size) {
      return true;
    }
    at++;
    slot = at < chunks.count() ? 0 : -1;
    return at < chunks.count();
  }

  long get(int column) {
    return tuples().get(slot, column);
  }

  private Tuples tuples() {
    return tuplesOf(chunks.at(at));
  }

  /** Other tables may make room meanwhile, so that nobody holds on to what this returns. */
  private Tuples tuplesOf(Chunk chunk) {
    Tuples present = chunk.tuples;
    if (present != null) {
      return present;
    }
    Tuples tuples = Tuples.decode(pages.read(prefix.chunkKey(chunk.id)), width);
    chunk.tuples = tuples;
    pages.readBack(this, chunk, tuples);
    return tuples;
  }

  // ── the watched column ──

  /** No value of it but 0 is smaller; {@code Long.MAX_VALUE}: all are 0. */
  long least() {
    return chunks.least();
  }

  /** The same for the tuples of the cursor's chunk. */
  long leastNearby() {
    return chunks.at(at).least;
  }

  /** Before the chunk in which this key is or would be; reads nothing back. */
  boolean seekChunk(long key) {
    at = chunks.count() == 0 ? 0 : chunks.floor(key, 0);
    slot = -1;
    return chunks.count() > 0;
  }

  /** Before the next chunk; false: there is none. */
  boolean nextChunk() {
    at++;
    slot = -1;
    return at < chunks.count();
  }

  int slotsNearby() {
    return chunks.at(at).size;
  }

  void recountLeast() {
    chunks.at(at).least = tuples().least(watched);
  }

  // ── changes ──

  /** Keys may change as far as the order stays. */
  void set(int column, long value) {
    Tuples tuples = tuples();
    change(chunks.at(at));
    tuples.set(slot, column, value);
  }

  /** Behind the cursor, which then stands on it. */
  void insert(long... tuple) {
    findRoom();
    Chunk chunk = chunks.at(at);
    Tuples tuples = tuples();
    change(chunk);
    slot++;
    tuples.insert(slot, tuple);
    chunk.size++;
    size++;
    long secondKey = keys == 1 ? 0 : tuple[1];
    if (chunk.size == 1 || !chunk.isLowAtMost(tuple[0], secondKey)) {
      chunk.setLow(tuple[0], secondKey);
    }
    if (watched != UNWATCHED && tuple[watched] != 0) {
      chunk.least = Math.min(chunk.least, tuple[watched]);
    }
  }

  private void findRoom() {
    if (chunks.count() == 0) {
      add(0, new Chunk(nextChunkId++, new Tuples(width)));
      rewind();
      return;
    }
    if (at == chunks.count()) {
      seekLast();
    }
    if (chunks.at(at).size < Tuples.MAX) {
      return;
    }
    if (at == chunks.count() - 1 && slot == Tuples.MAX - 1) {
      // What comes in order fills its chunks.
      add(chunks.count(), new Chunk(nextChunkId++, new Tuples(width)));
      at++;
      slot = -1;
    } else {
      split();
    }
  }

  private void split() {
    Chunk lower = chunks.at(at);
    Tuples tuples = tuples();
    change(lower);
    int half = Tuples.MAX / 2;
    Chunk upper = new Chunk(nextChunkId++, tuples.split(half));
    setLow(upper, tuplesOf(upper));
    upper.least = lower.least;
    lower.size = half;
    add(at + 1, upper);
    if (slot >= half) {
      at++;
      slot -= half;
    }
  }

  /** The cursor then stands between the two neighbours. */
  void remove() {
    Chunk chunk = chunks.at(at);
    Tuples tuples = tuples();
    change(chunk);
    tuples.remove(slot);
    slot--;
    chunk.size--;
    size--;
    if (chunk.size == 0) {
      drop(at);
    } else if (chunk.size <= JOINING_MAX) {
      join(chunk);
    }
  }

  private void join(Chunk chunk) {
    if (at + 1 < chunks.count() && chunk.size + chunks.at(at + 1).size <= JOINED_MAX) {
      joinNext(at);
    } else if (at > 0 && chunk.size + chunks.at(at - 1).size <= JOINED_MAX) {
      at--;
      slot += chunks.at(at).size;
      joinNext(at);
    }
  }

  private void joinNext(int place) {
    Chunk lower = chunks.at(place);
    Chunk upper = chunks.at(place + 1);
    Tuples upperTuples = tuplesOf(upper);
    Tuples lowerTuples = tuplesOf(lower);
    change(lower);
    lowerTuples.append(upperTuples);
    lower.size += upper.size;
    lower.least = Math.min(lower.least, upper.least);
    drop(place + 1);
  }

  /** Forgets everything, with its rows. */
  void delete() {
    for (int place = 0; place < chunks.count(); place++) {
      forget(chunks.at(place));
    }
    if (headerStored) {
      pages.gone(prefix.headerKey());
    }
    chunks.clear();
    size = 0;
    rewind();
    header = 0;
    headerChanged = false;
    headerStored = false;
  }

  private void add(int place, Chunk chunk) {
    chunks.add(place, chunk);
    change(chunk);
    listIfLong();
  }

  private void drop(int place) {
    forget(chunks.at(place));
    chunks.remove(place);
    change();
  }

  private void forget(Chunk chunk) {
    chunk.tuples = null;
    if (chunk.stored) {
      pages.gone(prefix.chunkKey(chunk.id));
    }
  }

  private void change(Chunk chunk) {
    chunk.changed = true;
    change();
  }

  private void change() {
    if (!changed) {
      changed = true;
      pages.changed(this);
    }
  }

  // ── one number beside the tuples, with a row of its own unless it is 0 ──

  long header() {
    return header;
  }

  void setHeader(long value) {
    header = value;
    headerChanged = true;
    change();
  }

  // ── rows ──

  void takeChanged(Consumer<Row> rows, int checkpoint) {
    changed = false;
    if (headerChanged) {
      headerChanged = false;
      headerStored = true;
      rows.accept(headerRow());
    }
    for (int place = 0; place < chunks.count(); place++) {
      Chunk chunk = chunks.at(place);
      Tuples tuples = chunk.tuples;
      if (chunk.changed && tuples != null) {
        rows.accept(new Row(prefix.chunkKey(chunk.id), tuples.encode()));
        chunk.changed = false;
        chunk.stored = true;
        chunk.checkpoint = checkpoint;
      }
    }
  }

  void snapshot(Consumer<Row> rows) {
    if (header != 0) {
      rows.accept(headerRow());
    }
    for (int place = 0; place < chunks.count(); place++) {
      byte[] key = prefix.chunkKey(chunks.at(place).id);
      Tuples tuples = chunks.at(place).tuples;
      rows.accept(new Row(key, tuples == null ? pages.read(key) : tuples.encode()));
    }
  }

  private Row headerRow() {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(header).array();
    return new Row(prefix.headerKey(), value);
  }

  /** Takes one of its rows, in any order, and returns its tuples; null: it has none. */
  @Nullable Tuples load(byte[] key, byte[] row) {
    if (RowPrefix.isHeader(key)) {
      header = ByteBuffer.wrap(row).getLong();
      headerStored = true;
      return null;
    }
    Tuples tuples = Tuples.decode(row, width);
    Chunk chunk = new Chunk(RowPrefix.chunkId(key), tuples);
    setLow(chunk, tuples);
    if (watched != UNWATCHED) {
      chunk.least = tuples.least(watched);
    }
    chunk.stored = true;
    chunks.add(chunk);
    listIfLong();
    size += chunk.size;
    nextChunkId = Math.max(nextChunkId, chunk.id + 1);
    pages.loaded(this, chunk, tuples);
    return tuples;
  }

  // ── pages ──

  Chunks chunks() {
    return chunks;
  }

  /** Whether there is anything between the ends that stay in memory. */
  boolean isLong() {
    return chunks.count() > 2 * Pages.ENDS;
  }

  private void listIfLong() {
    if (isLong() && !listedAsLong) {
      listedAsLong = true;
      pages.hasBecomeLong(this);
    }
  }

  /** Asked for by those who list long tables: false takes it off the list. */
  boolean staysLong() {
    listedAsLong = isLong();
    return listedAsLong;
  }

  long heapBytes() {
    return chunks.heapBytes();
  }
}
