package io.quorate.broker.queue;

import static java.util.Objects.requireNonNull;

import io.quorate.broker.queue.Attempts.Attempt;
import io.quorate.broker.queue.DueQueue.Due;
import io.quorate.replication.model.Row;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Prints what messages cost in memory and time: run it by hand, with {@code -Xmx512m} or as you
 * like, and the number of messages as its argument.
 */
public final class QueueFigures {
  private static final int LANES = 100_000;

  private final int messages;
  private final SplittableRandom random = new SplittableRandom(1);

  private QueueFigures(int messages) {
    this.messages = messages;
  }

  public static void main(String... args) {
    QueueFigures figures =
        new QueueFigures(args.length == 0 ? 5_000_000 : Integer.parseInt(args[0]));
    // Twice: the first round warms up.
    for (int round = 0; round < 2; round++) {
      figures.printAll();
    }
  }

  private void printAll() {
    say("── %,d messages, each a run of its own ──", messages);
    laneInOrder(100, 0);
    laneInOrder(5_000, 0);
    laneInOrder(5_000, 86_400_000);
    laneAtRandom();
    manyLanes();
    liveness();
    delayed();
    settledAtRandom();
    attempts();
  }

  private void laneInOrder(int bytesMax, int timeToLiveMax) {
    Pages pages = Pages.unlimited();
    Lane lane =
        held(
            "lane, to " + bytesMax + " bytes, expiry to " + timeToLiveMax,
            messages,
            () -> filledLane(pages, bytesMax, timeToLiveMax));
    List<Row> rows = new ArrayList<>();
    long start = cpuNanos();
    pages.checkpoint(rows::add);
    long rowBytes = rows.stream().mapToLong(row -> requireNonNull(row.value()).length).sum();
    say(
        "  checkpoint          %8.1f ms, %,d rows, %.1f bytes a run",
        millis(start), rows.size(), (double) rowBytes / messages);
    start = cpuNanos();
    Lane loaded = new Lane(prefix(1), Pages.unlimited());
    EntryLiveness liveness = new EntryLiveness();
    rows.forEach(
        row ->
            loaded.load(
                row.key(),
                requireNonNull(row.value()),
                run -> liveness.load(run.ref(), run.count())));
    say("  load with liveness  %8.1f ms", millis(start));
    start = cpuNanos();
    long seen = 0;
    for (Slice next = lane.first(); next != null; seen++) {
      next = lane.next(Position.number(next.position()) + 1, 1);
    }
    say("  next                %8.0f ns", nanos(start, seen));
    start = cpuNanos();
    for (long number = 0; number < messages; number++) {
      lane.remove(number, 1, slice -> {});
    }
    say("  remove in order     %8.0f ns", nanos(start, messages));
  }

  private Lane filledLane(Pages pages, int bytesMax, int timeToLiveMax) {
    Lane lane = new Lane(prefix(1), pages);
    for (long entry = 1; entry <= messages; entry++) {
      long expires =
          timeToLiveMax == 0 ? 0 : 1_700_000_000_000L + entry + random.nextInt(timeToLiveMax);
      lane.append(MessageRef.of(entry, 0), 1, bytesMax - random.nextInt(bytesMax / 2), expires);
    }
    return lane;
  }

  private void laneAtRandom() {
    Lane lane = filledLane(Pages.unlimited(), 100, 0);
    long start = cpuNanos();
    for (int count = 0; count < messages; count++) {
      lane.remove(random.nextLong(messages), 1, slice -> {});
    }
    say("  remove at random    %8.0f ns", nanos(start, messages));
  }

  private void manyLanes() {
    held(
        LANES + " lanes of one message",
        LANES,
        () -> {
          Pages pages = Pages.unlimited();
          List<Lane> lanes = new ArrayList<>(LANES);
          for (int id = 0; id < LANES; id++) {
            Lane lane = new Lane(prefix(id), pages);
            lane.append(MessageRef.of(id, 0), 1, 100, 0);
            lanes.add(lane);
          }
          pages.checkpoint(row -> {});
          return lanes;
        });
  }

  private void liveness() {
    EntryLiveness liveness =
        held(
            "liveness in order",
            messages,
            () -> {
              EntryLiveness entries = new EntryLiveness();
              for (long entry = 1; entry <= messages; entry++) {
                entries.load(MessageRef.of(entry, 0), 1);
              }
              return entries;
            });
    long start = cpuNanos();
    for (long entry = 1; entry <= messages; entry++) {
      liveness.remove(MessageRef.of(entry, 0), 1);
    }
    say("  remove in order     %8.0f ns", nanos(start, messages));
    held(
        "liveness, every third entry, at random",
        messages,
        () -> {
          EntryLiveness entries = new EntryLiveness();
          for (long entry = 1; entry <= messages; entry++) {
            entries.load(MessageRef.of(3 * random.nextLong(messages), 0), 1);
          }
          return entries;
        });
    EntryLiveness scattered =
        held(
            "liveness, every other entry, as they come",
            messages,
            () -> {
              EntryLiveness entries = new EntryLiveness();
              for (long entry = 1; entry <= messages; entry++) {
                entries.add(MessageRef.of(2 * entry, 0), 1);
              }
              return entries;
            });
    start = cpuNanos();
    int ranges = scattered.liveBefore(Long.MAX_VALUE).ranges().size();
    say("  liveBefore          %8.1f ms, %,d ranges", millis(start), ranges);
  }

  private void delayed() {
    DueQueue queue =
        held(
            "delayed, due within a week",
            messages,
            () -> {
              DueQueue waiting = new DueQueue(prefix(2), Pages.unlimited());
              for (long sequence = 0; sequence < messages; sequence++) {
                long due = 1_700_000_000_000L + sequence + random.nextLong(7 * 86_400_000L);
                waiting.add(
                    new Due(
                        due,
                        sequence,
                        5,
                        MessageRef.of(sequence, 0),
                        5,
                        50 + random.nextInt(50),
                        0));
              }
              return waiting;
            });
    long start = cpuNanos();
    for (Due next = queue.first(); next != null; next = queue.first()) {
      queue.remove(next.dueMillis(), next.sequence());
    }
    say("  first and remove    %8.0f ns", nanos(start, messages));
  }

  private void settledAtRandom() {
    held(
        "settled at random, a third",
        messages / 3,
        () -> {
          NumberSet settled = new NumberSet(prefix(3), Pages.unlimited());
          for (int count = 0; count < messages / 3; count++) {
            settled.add(random.nextLong(messages), 1);
          }
          return settled;
        });
  }

  private void attempts() {
    held(
        "attempt records",
        messages,
        () -> {
          Attempts attempts = new Attempts(prefix(4), Pages.unlimited());
          for (int count = 0; count < messages; count++) {
            attempts.put(
                Position.of(5, 7L * count), new Attempt(1, true, 1_700_000_000_000L + count));
          }
          return attempts;
        });
  }

  private static RowPrefix prefix(long id) {
    return new RowPrefix((byte) 'l', id, (byte) 5);
  }

  /** What something costs while it is held, and how long it takes to make. */
  private static <T> T held(String what, long elements, Supplier<T> maker) {
    long before = usedBytes();
    long start = cpuNanos();
    T made = maker.get();
    double nanos = nanos(start, elements);
    say(
        "%-42s %6.0f ns, %6.1f bytes each",
        what, nanos, (double) (usedBytes() - before) / elements);
    return made;
  }

  /** Of this thread: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double nanos(long start, long elements) {
    return (double) (cpuNanos() - start) / Math.max(1, elements);
  }

  private static double millis(long start) {
    return (cpuNanos() - start) / 1e6;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
