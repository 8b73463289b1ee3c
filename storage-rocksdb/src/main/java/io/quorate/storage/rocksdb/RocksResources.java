package io.quorate.storage.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Filter;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * The open database and every native handle of it, closed in reverse order of creation. Whoever
 * closes it has stopped all threads that use it: a native handle used after that ends the process.
 */
final class RocksResources implements AutoCloseable {
  static {
    RocksDB.loadLibrary();
  }

  private static final long MIB = 1L << 20;

  /** For meta, kept and state together; the log's blocks are read once and not cached. */
  private static final long CACHE_BYTES = 16 * MIB;

  private final Deque<AutoCloseable> handles = new ArrayDeque<>();
  private final Map<Family, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
  private final Cache cache;
  private final Filter filter;
  private final ColumnFamilyOptions logOptions;
  private final RocksDB db;
  private final WriteOptions synced;

  private RocksResources(Path folder, int memtableBytes) throws RocksDBException {
    try {
      cache = own(new LRUCache(CACHE_BYTES));
      filter = own(new BloomFilter(10));
      logOptions = log(memtableBytes);
      List<Family> found = familiesIn(folder);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      for (Family family : found) {
        descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), optionsOf(family)));
      }
      List<ColumnFamilyHandle> opened = new ArrayList<>();
      db = own(RocksDB.open(node(memtableBytes), folder.toString(), descriptors, opened));
      for (int i = 0; i < opened.size(); i++) {
        families.put(found.get(i), own(opened.get(i)));
      }
      synced = own(new WriteOptions().setSync(true));
    } catch (RocksDBException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Those of an earlier start and those that always are; RocksDB wants to be told of all. */
  private static List<Family> familiesIn(Path folder) throws RocksDBException {
    Set<Family> found = new LinkedHashSet<>();
    found.add(new Family("default"));
    found.addAll(Family.SHARED);
    try (Options options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
        found.add(new Family(new String(name, StandardCharsets.US_ASCII)));
      }
    }
    return List.copyOf(found);
  }

  private ColumnFamilyOptions optionsOf(Family family) {
    return family.isLog() ? logOptions : small(cache, filter);
  }

  static RocksResources open(Path folder, int memtableBytes) throws RocksDBException {
    return new RocksResources(folder, memtableBytes);
  }

  /** Reasons and figures for each choice are in docs/decisions/0003-storage.md. */
  private DBOptions node(int memtableBytes) {
    // The only way to this option from Java.
    Properties tracked = new Properties();
    tracked.setProperty("track_and_verify_wals_in_manifest", "true");
    return own(DBOptions.getDBOptionsFromProps(tracked))
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        // The end of a recycled file cannot be told from damage by RocksDB; WalTail tells.
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setRecycleLogFileNum(2)
        .setMaxTotalWalSize(2L * memtableBytes)
        // Over all groups.
        .setDbWriteBufferSize(3L * memtableBytes)
        // One thread writes.
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        // A flush hands its pages to the disk as it goes, and waits for those before, so that no
        // sync finds all of them waiting.
        .setBytesPerSync(MIB)
        .setStrictBytesPerSync(true)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(512)
        .setMaxManifestFileSize(4 * MIB)
        .setManifestPreallocationSize(64L << 10)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(4)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions log(int memtableBytes) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setNoBlockCache(true).setBlockSize(32 << 10);
    return own(new ColumnFamilyOptions())
        .setWriteBufferSize(memtableBytes)
        .setMaxWriteBufferNumber(3)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(table)
        // Files of a growing log do not overlap: compaction moves them down without rewriting them.
        .setNumLevels(2)
        .setLevelCompactionDynamicLevelBytes(false)
        .setLevel0FileNumCompactionTrigger(2)
        .setLevel0SlowdownWritesTrigger(64)
        .setLevel0StopWritesTrigger(128)
        .setTargetFileSizeBase(memtableBytes)
        .setMaxBytesForLevelBase(1L << 50)
        .setSoftPendingCompactionBytesLimit(1L << 50)
        .setHardPendingCompactionBytesLimit(1L << 50)
        .setTtl(0)
        .setPeriodicCompactionSeconds(0);
  }

  private ColumnFamilyOptions small(Cache cache, Filter filter) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter);
    return own(new ColumnFamilyOptions())
        .setWriteBufferSize(8 * MIB)
        .setArenaBlockSize(256L << 10)
        .setMaxWriteBufferNumber(3)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(table);
  }

  private <T extends AutoCloseable> T own(T handle) {
    handles.push(handle);
    return handle;
  }

  /** Makes sure that there is a family for the group's log. */
  synchronized void openLog(GroupKeys keys) {
    if (!families.containsKey(keys.log())) {
      try {
        families.put(
            keys.log(),
            own(
                db.createColumnFamily(
                    new ColumnFamilyDescriptor(keys.log().nameBytes(), logOptions))));
      } catch (RocksDBException e) {
        throw new StorageFailure(e);
      }
    }
  }

  RowBatch newBatch() {
    return new RowBatch(families);
  }

  /** Returns when the rows are on disk. */
  void writeSynced(RowBatch batch) {
    try {
      db.write(synced, batch.rows());
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  byte @Nullable [] get(Family family, byte[] key) {
    try {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  byte @Nullable [] get(Family family, byte[] key, @Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return get(family, key);
    }
    try (ReadOptions asOfThen = new ReadOptions().setSnapshot(snapshot)) {
      return db.get(handle(family), asOfThen, key);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  RowIterator iterate(
      Family family, byte[] fromInclusive, byte[] toExclusive, @Nullable Snapshot snapshot) {
    return new RowIterator(db, handle(family), fromInclusive, toExclusive, snapshot);
  }

  /** Drops the files that hold nothing else. Takes no notice of snapshots and of open reads. */
  void dropFilesBetween(Family family, byte[] fromInclusive, byte[] toExclusive) {
    try {
      db.deleteFilesInRanges(handle(family), Arrays.asList(fromInclusive, toExclusive), false);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  long approximateBytes(Family family, byte[] fromInclusive, byte[] toExclusive) {
    try (Slice from = new Slice(fromInclusive);
        Slice to = new Slice(toExclusive)) {
      return db.getApproximateSizes(
              handle(family),
              List.of(new Range(from, to)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
    }
  }

  /** Of the last row written. */
  long latestSequence() {
    return db.getLatestSequenceNumber();
  }

  Snapshot snapshot() {
    return db.getSnapshot();
  }

  void release(Snapshot snapshot) {
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }

  private ColumnFamilyHandle handle(Family family) {
    ColumnFamilyHandle handle = families.get(family);
    if (handle == null) {
      throw new IllegalStateException("the database is closed");
    }
    return handle;
  }

  @Override
  public synchronized void close() {
    families.clear();
    while (!handles.isEmpty()) {
      try {
        handles.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close a native handle", e);
      }
    }
  }
}
