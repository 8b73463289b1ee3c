package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A listener that is held to its word: whatever was there before an entry and is not after it was
 * reported as gone, and whatever can be dispatched since was reported as arrived or returned.
 */
final class RecordedPositions implements StateListener {
  private record Gone(long source, long from, int count) {}

  private final TreeMap<Long, TreeSet<Long>> waitingBefore = new TreeMap<>();
  private final TreeMap<Long, TreeSet<Long>> dueBefore = new TreeMap<>();
  private final TreeSet<Long> arrived = new TreeSet<>();
  private final TreeSet<Long> removed = new TreeSet<>();
  private final TreeMap<Long, TreeSet<Long>> returned = new TreeMap<>();
  private final List<Gone> gone = new ArrayList<>();

  void begin(BrokerStateMachine broker, Iterable<Long> ids) {
    waitingBefore.clear();
    dueBefore.clear();
    arrived.clear();
    removed.clear();
    returned.clear();
    gone.clear();
    for (SourceView source : sources(broker, ids)) {
      waitingBefore.put(source.id(), new TreeSet<>(BrokerLog.waiting(source)));
      dueBefore.put(source.id(), new TreeSet<>(BrokerLog.due(source)));
    }
  }

  private static List<SourceView> sources(BrokerStateMachine broker, Iterable<Long> ids) {
    List<SourceView> sources = new ArrayList<>();
    for (long id : ids) {
      SourceView source = broker.source(id);
      if (source != null) {
        sources.add(source);
      }
    }
    return sources;
  }

  /** Asked for the sources that are there now. */
  void check(BrokerStateMachine broker, Iterable<Long> ids, String what) {
    for (SourceView source : sources(broker, ids)) {
      long id = source.id();
      TreeSet<Long> vanished = new TreeSet<>(waitingBefore.getOrDefault(id, new TreeSet<>()));
      vanished.removeAll(BrokerLog.waiting(source));
      for (long position : vanished) {
        assertThat(isGone(id, position)).as("%s: %d is told gone", what, position).isTrue();
      }
      TreeSet<Long> ready = new TreeSet<>(BrokerLog.due(source));
      ready.removeAll(dueBefore.getOrDefault(id, new TreeSet<>()));
      for (long position : ready) {
        boolean wasThere = waitingBefore.getOrDefault(id, new TreeSet<>()).contains(position);
        boolean isTold =
            wasThere
                ? returned.getOrDefault(id, new TreeSet<>()).contains(position)
                : arrived.contains(id);
        assertThat(isTold).as("%s: %d is told ready", what, position).isTrue();
      }
    }
    waitingBefore.keySet().stream()
        .filter(id -> broker.source(id) == null)
        .forEach(id -> assertThat(removed).as(what).contains(id));
  }

  private boolean isGone(long source, long position) {
    return gone.stream()
        .anyMatch(
            each ->
                each.source == source
                    && each.from <= position
                    && position < each.from + each.count);
  }

  @Override
  public void arrived(SourceView source) {
    arrived.add(source.id());
  }

  @Override
  public void returned(SourceView source, long position) {
    returned.computeIfAbsent(source.id(), id -> new TreeSet<>()).add(position);
  }

  @Override
  public void gone(SourceView source, long fromPosition, int count) {
    gone.add(new Gone(source.id(), fromPosition, count));
  }

  @Override
  public void expired(Address from, int count) {}

  @Override
  public void deadLettered(Address from, int count) {}

  @Override
  public void published(Address topic, long ref, int count, @Nullable Entry entry) {}

  @Override
  public void sourceAdded(SourceView source) {}

  @Override
  public void sourceRemoved(SourceView source) {
    removed.add(source.id());
  }

  @Override
  public void destinationChanged(Address address) {}

  @Override
  public void destinationDeleted(Address address) {}
}
