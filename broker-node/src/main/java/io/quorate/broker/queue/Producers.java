package io.quorate.broker.queue;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The producers whose numbers are remembered. */
final class Producers {
  private final Books books;

  /** The longest unused first. Looking something up must not move it: replicas are not asked. */
  private final LinkedHashMap<ProducerId, Producer> byUse = new LinkedHashMap<>();

  private @Nullable Producer last;

  Producers(Books books) {
    this.books = books;
  }

  @Nullable Producer find(ProducerId id) {
    return byUse.get(id);
  }

  /** Finds it and notes its use; null: it is not known. */
  @Nullable Producer use(ProducerId id) {
    Producer recent = last;
    Producer producer = recent != null && recent.id().equals(id) ? recent : byUse.get(id);
    if (producer != null) {
      touch(producer);
    }
    return producer;
  }

  private void touch(Producer producer) {
    if (producer != last) {
      byUse.remove(producer.id());
      byUse.put(producer.id(), producer);
      last = producer;
    }
    producer.use(books.counters.index(), books.now());
    books.facts.rowChanged(producer);
  }

  Applied open(ProducerId id, SequenceMode mode) {
    Producer known = use(id);
    if (known == null) {
      return openNew(id, mode);
    }
    if (known.mode() != mode && known.lastSequence() > 0) {
      return new Applied.Refused(
          Applied.Reason.INVALID,
          "producer " + id + " numbers its messages in mode " + known.mode());
    }
    known.setMode(mode);
    return new Applied.ProducerOpened(known.lastSequence());
  }

  private Applied openNew(ProducerId id, SequenceMode mode) {
    if (byUse.size() >= books.limits.producersMax()
        && removeEldest(books.limits.producerSpareMillis()) == 0) {
      return new Applied.Refused(
          Applied.Reason.LIMIT_REACHED,
          byUse.size() + " producers are remembered, and all were in use lately: try again later");
    }
    touch(new Producer(id, mode));
    return new Applied.ProducerOpened(0);
  }

  /** Forgets those that have been idle too long, a bounded number at a time. */
  void expire() {
    int left = books.limits.dueMax();
    while (left > 0 && removeEldest(books.limits.producerIdleMillis()) > 0) {
      left--;
    }
  }

  /** Returns how many. */
  private int removeEldest(long idleMillis) {
    Producer eldest = eldest();
    if (eldest == null || eldest.usedMillis() + idleMillis > books.now()) {
      return 0;
    }
    byUse.remove(eldest.id());
    last = last == eldest ? null : last;
    eldest.remove();
    books.facts.rowChanged(eldest);
    return 1;
  }

  private @Nullable Producer eldest() {
    return byUse.isEmpty() ? null : byUse.values().iterator().next();
  }

  /** {@code Long.MAX_VALUE}: there is none. */
  long nextExpiryMillis() {
    Producer eldest = eldest();
    return eldest == null
        ? Long.MAX_VALUE
        : eldest.usedMillis() + books.limits.producerIdleMillis();
  }

  Iterable<Producer> all() {
    return byUse.values();
  }

  void load(List<Producer> loaded) {
    loaded.sort(Comparator.comparingLong(Producer::usedIndex));
    for (Producer producer : loaded) {
      byUse.put(producer.id(), producer);
      books.facts.rowChanged(producer);
    }
  }

  void clear() {
    byUse.clear();
    last = null;
  }
}
