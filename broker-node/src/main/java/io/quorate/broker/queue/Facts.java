package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the digest of all facts, and knows which of their rows have to be saved. The digest is a
 * sum of one hash for each, so that neither order nor history matters, and is brought up to date
 * once for every entry.
 */
final class Facts {
  private final List<Fact> changed = new ArrayList<>();
  private final List<Fact> unsaved = new ArrayList<>();
  private long digest;

  void rowChanged(Fact fact) {
    fact.isOwnChanged = true;
    countChanged(fact);
  }

  /** Of its row only what {@link Fact#partsDigest} covers. */
  void countChanged(Fact fact) {
    if (!fact.isUnsaved) {
      fact.isUnsaved = true;
      unsaved.add(fact);
    }
    partsChanged(fact);
  }

  void partsChanged(Fact fact) {
    if (!fact.isListed) {
      fact.isListed = true;
      changed.add(fact);
    }
  }

  /** Between two entries. */
  long digest() {
    return digest;
  }

  void endEntry() {
    for (Fact fact : changed) {
      fact.isListed = false;
      digest -= fact.counted;
      if (fact.isOwnChanged) {
        fact.isOwnChanged = false;
        fact.ownDigestCounted = fact.ownDigest();
      }
      fact.counted = fact.ownDigestCounted + fact.partsDigest();
      digest += fact.counted;
    }
    changed.clear();
  }

  void checkpoint(Consumer<Row> rows) {
    for (Fact fact : unsaved) {
      fact.isUnsaved = false;
      rows.accept(new Row(fact.key(), fact.value()));
    }
    unsaved.clear();
  }

  /** What was loaded is counted, and is saved already. */
  void endLoad() {
    endEntry();
    unsaved.forEach(fact -> fact.isUnsaved = false);
    unsaved.clear();
  }

  void clear() {
    changed.clear();
    unsaved.clear();
    digest = 0;
  }
}
