package io.quorate.replication.port;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.ReplicaSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Entries that follow one another, for tests. */
public final class LogFixture {
  private static final int BODY_BYTES = 24;

  private LogFixture() {}

  public static List<Entry> messages(LogEnd before, long epoch, int count) {
    List<Entry> entries = new ArrayList<>();
    LogEnd end = before;
    for (int i = 0; i < count; i++) {
      Entry next = message(end, epoch, (int) end.index() * 31);
      entries.add(next);
      end = next.end();
    }
    return entries;
  }

  public static Entry message(LogEnd before, long epoch, int salt) {
    ByteBuffer payload = ByteBuffer.allocate(2 * Long.BYTES + BODY_BYTES);
    payload.putLong(salt % 3).putLong(before.index() + 1).putInt(salt).rewind();
    return entry(before, epoch, EntryType.MESSAGE, payload);
  }

  public static Entry config(LogEnd before, long epoch, ReplicaSet config) {
    return entry(before, epoch, EntryType.CONFIG, ByteBuffer.wrap(config.encode()));
  }

  public static Entry entry(LogEnd before, long epoch, byte type, ByteBuffer payload) {
    return Entry.after(before, epoch, type, Entry.VERSION, before.timeMillis() + 1, payload);
  }

  /** A log as a state machine may meet it: all types, several epochs, bodies of many lengths. */
  public static List<Entry> anyEntries(SplittableRandom random, int count) {
    byte[] types = {EntryType.MESSAGE, EntryType.MESSAGE, EntryType.DRAIN, EntryType.BARRIER};
    List<Entry> entries = new ArrayList<>();
    LogEnd end = LogEnd.START;
    long epoch = 1;
    for (int i = 0; i < count; i++) {
      epoch += random.nextInt(10) == 0 ? 1 : 0;
      ByteBuffer payload = ByteBuffer.allocate(2 * Long.BYTES + random.nextInt(60));
      payload.putLong(random.nextInt(4)).putLong(i).rewind();
      Entry next = entry(end, epoch, types[random.nextInt(types.length)], payload);
      entries.add(next);
      end = next.end();
    }
    return entries;
  }
}
