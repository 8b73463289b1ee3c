package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.sim.Application;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was confirmed to a producer stands in the log of every later master, where it was said to.
 */
final class AckedNeverLost extends Checker {
  private final TreeMap<Long, Long> lastConfirmedByEpoch = new TreeMap<>();

  private final Application application;

  AckedNeverLost(History history, Application application) {
    super(history);
    this.application = application;
  }

  @Override
  void confirmed(Operation operation, LogPosition position, int syncedNodes, Object result) {
    require(
        position.index() <= history.appliedIndex(),
        "%s is confirmed at %s, which nobody has applied",
        operation,
        position);
    Entry entry = history.appliedEntry(position.index());
    require(
        entry.position().equals(position) && operation.equals(application.operationOf(entry)),
        "%s is confirmed at %s, where %s stands",
        operation,
        position,
        entry);
    // The master may have a smaller replica set by now than when it counted.
    long fewest =
        Stream.concat(
                Stream.of(history.appliedConfig(position.index())),
                history.configsInEffect().stream())
            .mapToLong(ReplicaSet::majority)
            .min()
            .orElse(0);
    require(syncedNodes >= fewest, "%s is confirmed with %s disks", operation, syncedNodes);
    require(
        application.isAnswer(result, operation),
        "%s is confirmed with the result %s",
        operation,
        result);
    lastConfirmedByEpoch.merge(position.epoch(), position.index(), Math::max);
  }

  @Override
  void serving(Seat seat, long epoch, LogPosition barrier) {
    lastConfirmedByEpoch
        .headMap(epoch)
        .values()
        .forEach(
            index ->
                require(
                    index < barrier.index(),
                    "node %s serves epoch %s from %s on, but index %s was confirmed before",
                    seat.node(),
                    epoch,
                    barrier,
                    index));
  }
}
