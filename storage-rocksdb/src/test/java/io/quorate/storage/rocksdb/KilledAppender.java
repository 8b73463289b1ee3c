package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** A process that appends to two groups and says what is synced, until somebody kills it. */
final class KilledAppender {
  static final List<GroupId> GROUPS = List.of(new GroupId("left"), new GroupId("right"));
  private static final int RETAINED = 2_000;

  /** One group's log as this process extends it. Every entry's body follows from its index. */
  private static final class Writer implements LogStoreEvents {
    private final GroupId group;
    private final SplittableRandom random = new SplittableRandom();
    private final Semaphore window = new Semaphore(64);
    private final Map<Long, LogPosition> positions = new ConcurrentHashMap<>();
    private final RocksLogStore store;
    private LogEnd end;
    private long token;

    Writer(RocksNode node, GroupId group) {
      this.group = group;
      store = node.logStore(group, this);
      StoredLog found = store.recover();
      end = found.end();
    }

    void writeOne() {
      window.acquireUninterruptibly();
      List<Entry> entries = new ArrayList<>();
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        Entry next = Bodies.at(end, 1 + (int) (end.index() * 37 % 3_000));
        entries.add(next);
        end = next.end();
      }
      List<LogOp> ops = new ArrayList<>();
      ops.add(new LogOp.SavePromise(new Promise(end.index(), null)));
      ops.add(new LogOp.Append(entries));
      if (random.nextInt(20) == 0 && end.index() > RETAINED) {
        ops.add(new LogOp.TrimBefore(end.index() - RETAINED));
      }
      ops.add(checkpoint());
      positions.put(++token, end.position());
      store.write(new LogWrite(token, ops));
    }

    private LogOp checkpoint() {
      byte[] index = ByteBuffer.allocate(Long.BYTES).putLong(end.index()).array();
      List<Row> rows = List.of(new Row("at".getBytes(StandardCharsets.UTF_8), index));
      return new LogOp.SaveCheckpoint(Bodies.manifest(end), rows, 0, IndexRanges.NONE);
    }

    @Override
    public void onSynced(long synced) {
      new TreeMap<>(positions)
          .headMap(synced, true)
          .forEach(
              (done, position) -> {
                positions.remove(done);
                window.release();
                if (done == synced) {
                  store.noteAccepted(position);
                  System.out.println(group + " " + position.index());
                }
              });
    }

    @Override
    public void onRead(long read, List<Entry> entries) {}

    @Override
    public void onSnapshotChunk(long read, List<Row> rows, List<Entry> kept, boolean last) {}

    @Override
    public void onDiskSpace(DiskSpace space) {}
  }

  private KilledAppender() {}

  public static void main(String[] args) {
    RocksNode node =
        RocksNode.open(
            TestNode.settings(Path.of(args[0])),
            word -> {
              System.out.println("halted " + word);
              Runtime.getRuntime().halt(1);
            });
    List<Writer> writers = GROUPS.stream().map(group -> new Writer(node, group)).toList();
    while (true) {
      writers.forEach(Writer::writeOne);
    }
  }
}
