package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.sim.Application;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * An operation is in the log once at most. Producers repeat only what was refused as surely not
 * stored, so a second copy means that a refusal was a lie.
 */
final class AppliedOnce extends Checker {
  private final Map<Operation, Long> indexes = new HashMap<>();
  private final Set<Operation> surelyNotStored = new HashSet<>();

  private final Application application;

  AppliedOnce(History history, Application application) {
    super(history);
    this.application = application;
  }

  @Override
  void applied(Seat seat, Entry entry, long digest) {
    Operation operation = application.operationOf(entry);
    if (operation == null) {
      return;
    }
    require(
        !surelyNotStored.contains(operation),
        "%s was refused as surely not stored and is applied at %s",
        operation,
        entry.index());
    Long first = indexes.putIfAbsent(operation, entry.index());
    require(
        first == null || first == entry.index(),
        "%s is applied at %s and at %s",
        operation,
        first,
        entry.index());
  }

  @Override
  void proposed(Operation operation) {
    surelyNotStored.remove(operation);
  }

  @Override
  void refused(Operation operation) {
    require(
        !indexes.containsKey(operation),
        "%s is refused as surely not stored but was applied at %s",
        operation,
        indexes.get(operation));
    surelyNotStored.add(operation);
  }
}
