package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;

/** Hands committed entries to the state machine: in order, once, and none that this disk lacks. */
final class Applier {
  private final Group group;
  private LogEnd applied;
  private boolean reading;

  Applier(Group group, LogEnd applied) {
    this.group = group;
    this.applied = applied;
  }

  LogEnd applied() {
    return applied;
  }

  /** The state machine has been loaded as of there. */
  void reset(LogEnd loaded) {
    applied = loaded;
  }

  /** Applies what may be applied, up to a bound; returns whether there is more to do at once. */
  boolean proceed() {
    if (group.isSwitching()) {
      // What would have to be read may be of the old generation or of the new one.
      return false;
    }
    long target = applicable();
    int left = group.limits().applyEntriesMax();
    while (applied.index() < target && !reading) {
      if (left-- == 0) {
        return true;
      }
      Entry entry = group.journal.cached(applied.index() + 1);
      if (entry == null) {
        readOn(target);
        return false;
      }
      apply(entry);
    }
    return false;
  }

  /** Committed, on this disk, and readable: an entry awaiting repair holds up what follows it. */
  private long applicable() {
    long target =
        group.rules.applicable(
            group.commitIndex(), group.journal.syncedIndex(), group.journal.lastIndex());
    IndexRanges damaged = damaged();
    return damaged.isEmpty() ? target : Math.min(target, damaged.first() - 1);
  }

  /** Unreadable entries that still matter for the state; what is applied lives on in it. */
  IndexRanges damaged() {
    IndexRanges corrupt = group.journal.corrupt();
    return corrupt.isEmpty() ? corrupt : corrupt.minus(IndexRanges.of(0, applied.index()));
  }

  private void readOn(long target) {
    reading = true;
    group.reads.from(
        applied.index() + 1,
        target,
        entries -> {
          reading = false;
          for (Entry entry : entries) {
            // A snapshot may have overtaken this read.
            if (entry.index() == applied.index() + 1) {
              apply(entry);
            }
          }
        });
  }

  private void apply(Entry entry) {
    Invariant.check(
        entry.follows(applied), "I6: %s is applied after %s", entry, applied.position());
    if (!isKnown(entry)) {
      throw group.halt(
          String.format(
              "%s has format version %d, which this release does not know: upgrade this node",
              entry, entry.version()));
    }
    Object result = group.ports.stateMachine().apply(entry);
    applied = entry.end();
    group.role().onApplied(entry, result);
  }

  private boolean isKnown(Entry entry) {
    return EntryType.belongsToLog(entry.type())
        ? EntryType.isKnownToLog(entry.type(), entry.version())
        : group.ports.stateMachine().knows(entry.type(), entry.version());
  }
}
