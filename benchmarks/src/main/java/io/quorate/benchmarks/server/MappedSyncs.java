package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that {@code count_syncs.c} writes; its comment has the layout. */
final class MappedSyncs implements SyncCounts {
  private static final int FSYNCS = 0;
  private static final int FDATASYNCS = 1;
  private static final int SPENT_NANOS = 3;
  private static final int SLOTS_TAKEN = 4;
  private static final int FIRST_SLOT = 8;
  private static final int SLOTS = 1 << 16;

  private final Path file;

  MappedSyncs(Path file) {
    this.file = file;
  }

  private LongBuffer words() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  @Override
  public long count() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    LongBuffer words = words();
    return words.get(FSYNCS) + words.get(FDATASYNCS);
  }

  @Override
  public long spentNanos() throws IOException {
    return Files.exists(file) ? words().get(SPENT_NANOS) : 0;
  }

  @Override
  public List<Sync> latest() throws IOException {
    LongBuffer words = words();
    List<Sync> syncs = new ArrayList<>();
    for (int slot = 0; slot < Math.min(SLOTS, words.get(SLOTS_TAKEN)); slot++) {
      long returnedNanos = words.get(FIRST_SLOT + 2 * slot + 1);
      if (returnedNanos != 0) {
        syncs.add(new Sync(words.get(FIRST_SLOT + 2 * slot), returnedNanos));
      }
    }
    return syncs;
  }
}
