package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How fast the store writes, and at what price. Run it by hand, on a folder that may be filled:
 *
 * <pre>StorageBench FOLDER SECONDS ENTRIES_PER_WRITE WRITES_IN_FLIGHT RETAINED_MIB [MEMTABLE_MIB]
 * </pre>
 */
final class StorageBench implements LogStoreEvents {
  private static final int BODY_BYTES = 1024;
  private static final int POOL_BYTES = 8 << 20;
  private static final long CPU_TICK_NANOS = 10_000_000;

  private final Semaphore window;
  private final byte[] pool = new byte[POOL_BYTES + BODY_BYTES];
  private final int entriesPerWrite;
  private final long retainedBytes;
  private long lastSynced;
  private long reports;
  private int at;

  private StorageBench(int entriesPerWrite, int inFlight, long retainedBytes) {
    this.entriesPerWrite = entriesPerWrite;
    this.retainedBytes = retainedBytes;
    window = new Semaphore(inFlight);
    new SplittableRandom(1).nextBytes(pool);
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int memtableMib = args.length > 5 ? Integer.parseInt(args[5]) : 64;
    StorageBench bench =
        new StorageBench(
            Integer.parseInt(args[2]), Integer.parseInt(args[3]), Long.parseLong(args[4]) << 20);
    StorageSettings settings =
        new StorageSettings(folder, "bench", NodeId.of(1), 0, 0, 0, memtableMib << 20);
    RocksNode node = RocksNode.open(settings, word -> System.err.println(word));
    bench.run(node, TimeUnit.SECONDS.toNanos(Long.parseLong(args[1])), args);
    node.close();
  }

  private void run(RocksNode node, long nanos, String[] args) throws IOException {
    RocksLogStore store = node.logStore(GroupId.MAIN, this);
    LogEnd first = store.recover().end();
    LogEnd end = first;
    LogEnd trimmed = first;
    long cpu = cpuNanos();
    long written = writtenBytes();
    long start = System.nanoTime();
    for (long token = 1; System.nanoTime() - start < nanos; token++) {
      window.acquireUninterruptibly();
      List<LogOp> ops = new ArrayList<>();
      List<Entry> entries = nextEntries(end);
      end = entries.get(entries.size() - 1).end();
      ops.add(new LogOp.Append(entries));
      if (end.offset() - trimmed.offset() > retainedBytes * 5 / 4) {
        long keep = retainedBytes / (BODY_BYTES + Entry.HEADER_BYTES);
        trimmed = new LogEnd(0, 0, 0, end.offset() - retainedBytes, 0);
        ops.add(new LogOp.TrimBefore(end.index() - keep));
      }
      store.write(new LogWrite(token, ops));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long count = end.index() - first.index();
    System.out.printf(
        "%-40s %8.0f entries/s %5.0f MB/s %6.0f syncs/s %6.2f us CPU/entry, written %.2f times,"
            + " %d MiB of log, %d MiB resident%n",
        String.join(" ", args).replace(args[0], ""),
        count / seconds,
        (end.offset() - first.offset()) / seconds / 1e6,
        reports / seconds,
        (cpuNanos() - cpu) / 1e3 / count,
        (double) (writtenBytes() - written) / (end.offset() - first.offset()),
        node.diskUse(GroupId.MAIN).logBytes() >> 20,
        status("VmRSS:") >> 10);
  }

  private List<Entry> nextEntries(LogEnd after) {
    List<Entry> entries = new ArrayList<>(entriesPerWrite);
    LogEnd end = after;
    for (int i = 0; i < entriesPerWrite; i++) {
      at = (at + 7919) % POOL_BYTES;
      Entry next =
          LogFixture.entry(end, 1, EntryType.MESSAGE, ByteBuffer.wrap(pool, at, BODY_BYTES));
      entries.add(next);
      end = next.end();
    }
    return entries;
  }

  @Override
  public void onSynced(long token) {
    window.release((int) (token - lastSynced));
    lastSynced = token;
    reports++;
  }

  @Override
  public void onRead(long token, List<Entry> entries) {}

  @Override
  public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {}

  @Override
  public void onDiskSpace(DiskSpace space) {}

  private static long cpuNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * CPU_TICK_NANOS;
  }

  private static long writtenBytes() throws IOException {
    return field(Path.of("/proc/self/io"), "write_bytes:");
  }

  private static long status(String name) throws IOException {
    return field(Path.of("/proc/self/status"), name);
  }

  private static long field(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }
}
