package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of a producer: its last number, and which ones up to it were not stored. */
final class Producer extends Fact {
  /** More of them are forgotten, the lowest first. */
  private static final int REJECTED_RUNS_MAX = 128;

  private record Run(long from, long to, Reason reason) {}

  private final ProducerId id;
  private SequenceMode mode;
  private long lastSequence;
  private long usedIndex;
  private long usedMillis;
  private Run[] rejected = {};

  /** Nobody knows any more which of the numbers up to here were rejected. */
  private long forgottenUpTo;

  private boolean removed;

  Producer(ProducerId id, SequenceMode mode) {
    this.id = id;
    this.mode = mode;
  }

  ProducerId id() {
    return id;
  }

  SequenceMode mode() {
    return mode;
  }

  void setMode(SequenceMode changed) {
    mode = changed;
  }

  long lastSequence() {
    return lastSequence;
  }

  /** Orders producers by their last use: an entry has one producer. */
  long usedIndex() {
    return usedIndex;
  }

  long usedMillis() {
    return usedMillis;
  }

  void use(long index, long millis) {
    usedIndex = index;
    usedMillis = millis;
  }

  boolean leavesGap(long firstSequence) {
    return mode == SequenceMode.CONTIGUOUS && firstSequence > lastSequence + 1;
  }

  /** How many of these numbers it has used before. */
  int usedOf(long firstSequence, int count) {
    return (int) Math.max(0, Math.min(count, lastSequence - firstSequence + 1));
  }

  void advance(long sequence) {
    lastSequence = Math.max(lastSequence, sequence);
  }

  void reject(long sequence, Reason reason) {
    int last = rejected.length - 1;
    if (last >= 0 && rejected[last].to == sequence - 1 && rejected[last].reason == reason) {
      rejected[last] = new Run(rejected[last].from, sequence, reason);
      return;
    }
    Run run = new Run(sequence, sequence, reason);
    if (rejected.length < REJECTED_RUNS_MAX) {
      rejected = Arrays.copyOf(rejected, rejected.length + 1);
    } else {
      forgottenUpTo = rejected[0].to;
      System.arraycopy(rejected, 1, rejected, 0, last);
    }
    rejected[rejected.length - 1] = run;
  }

  /** Why a number that was used before is not stored; null: it is. */
  @Nullable Reason rejection(long sequence) {
    if (sequence <= forgottenUpTo) {
      return Reason.PRODUCER_EXPIRED;
    }
    for (Run run : rejected) {
      if (run.from <= sequence && sequence <= run.to) {
        return run.reason;
      }
    }
    return null;
  }

  void remove() {
    removed = true;
  }

  @Override
  byte[] key() {
    return RowKind.key(RowKind.PRODUCER, id.high(), id.low());
  }

  @Override
  byte @Nullable [] value() {
    if (removed) {
      return null;
    }
    FieldWriter out =
        new FieldWriter()
            .constant(mode)
            .i64(lastSequence)
            .i64(usedIndex)
            .i64(usedMillis)
            .i64(forgottenUpTo)
            .u8(rejected.length);
    for (Run run : rejected) {
      out.i64(run.from).i64(run.to).constant(run.reason);
    }
    return out.toArray();
  }

  static Producer load(byte[] key, byte[] value) {
    FieldReader ids = new FieldReader(key);
    ids.u8();
    FieldReader in = new FieldReader(value);
    SequenceMode mode = in.constant(SequenceMode.values());
    Producer loaded = new Producer(ids.id(), mode == null ? SequenceMode.CONTIGUOUS : mode);
    loaded.lastSequence = in.i64();
    loaded.usedIndex = in.i64();
    loaded.usedMillis = in.i64();
    loaded.forgottenUpTo = in.i64();
    loaded.rejected = new Run[in.u8()];
    for (int i = 0; i < loaded.rejected.length; i++) {
      long from = in.i64();
      long to = in.i64();
      Reason reason = in.constant(Reason.values());
      loaded.rejected[i] = new Run(from, to, reason == null ? Reason.INVALID : reason);
    }
    return loaded;
  }
}
