package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;

/** How far the state has come, and the numbers that are given once and never again. */
final class Counters extends Fact {
  private long index;
  private long epoch;
  private long timeMillis;
  private long nextSourceId = 1;
  private long nextTopicNumber;
  private long nextDueSequence;

  void advance(Entry entry) {
    index = entry.index();
    epoch = Math.max(epoch, entry.epoch());
    timeMillis = Math.max(timeMillis, entry.timeMillis());
  }

  long index() {
    return index;
  }

  /** Of the last entry. */
  long epoch() {
    return epoch;
  }

  long timeMillis() {
    return timeMillis;
  }

  /** Of a queue, a topic or a subscription. */
  long takeSourceId() {
    return nextSourceId++;
  }

  /** The first of so many numbers side by side; all topics share them. */
  long takeTopicNumbers(int count) {
    nextTopicNumber += count;
    return nextTopicNumber - count;
  }

  /** The number that the next message to any topic gets. */
  long nextTopicNumber() {
    return nextTopicNumber;
  }

  long takeDueSequence() {
    return nextDueSequence++;
  }

  @Override
  byte[] key() {
    return new byte[] {RowKind.COUNTERS};
  }

  @Override
  byte[] value() {
    return new FieldWriter()
        .i64(index)
        .i64(epoch)
        .i64(timeMillis)
        .i64(nextSourceId)
        .i64(nextTopicNumber)
        .i64(nextDueSequence)
        .toArray();
  }

  void load(byte[] value) {
    FieldReader in = new FieldReader(value);
    index = in.i64();
    epoch = in.i64();
    timeMillis = in.i64();
    nextSourceId = in.i64();
    nextTopicNumber = in.i64();
    nextDueSequence = in.i64();
  }
}
