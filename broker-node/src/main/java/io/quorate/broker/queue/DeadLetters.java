package io.quorate.broker.queue;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why messages are in a dead-letter queue. */
final class DeadLetters {
  private final Books books;
  private final TreeMap<Long, DeadLetterRun> runs = new TreeMap<>();

  DeadLetters(Books books) {
    this.books = books;
  }

  @Nullable DeadLetter at(long position) {
    DeadLetterRun run = runAt(position);
    return run == null ? null : run.deadLetter;
  }

  private @Nullable DeadLetterRun runAt(long position) {
    Map.Entry<Long, DeadLetterRun> floor = runs.floorEntry(position);
    return floor != null && position < floor.getValue().end() ? floor.getValue() : null;
  }

  void add(long queueId, long position, int count, DeadLetter deadLetter) {
    Map.Entry<Long, DeadLetterRun> before = runs.lowerEntry(position);
    if (before != null) {
      DeadLetterRun run = before.getValue();
      if (run.end() == position && run.deadLetter.equals(deadLetter)) {
        resize(run, run.count() + count);
        return;
      }
    }
    add(new DeadLetterRun(queueId, position, count, deadLetter));
  }

  void add(DeadLetterRun run) {
    runs.put(run.fromPosition, run);
    books.facts.rowChanged(run);
  }

  void forget(long fromPosition, long count) {
    long to = fromPosition + count;
    DeadLetterRun cut = runAt(fromPosition);
    if (cut != null && cut.fromPosition < fromPosition) {
      splitAt(cut, fromPosition);
    }
    DeadLetterRun last = runAt(to - 1);
    if (last != null && last.end() > to) {
      splitAt(last, to);
    }
    Map<Long, DeadLetterRun> gone = runs.subMap(fromPosition, to);
    gone.values().forEach(run -> resize(run, 0));
    gone.clear();
  }

  private void splitAt(DeadLetterRun run, long position) {
    int tail = (int) (run.end() - position);
    resize(run, run.count() - tail);
    add(new DeadLetterRun(run.queueId, position, tail, run.deadLetter));
  }

  private void resize(DeadLetterRun run, int count) {
    run.resize(count);
    books.facts.rowChanged(run);
  }

  void delete() {
    runs.values().forEach(run -> resize(run, 0));
    runs.clear();
  }

  void forEach(Consumer<DeadLetterRun> visitor) {
    runs.values().forEach(visitor);
  }
}
