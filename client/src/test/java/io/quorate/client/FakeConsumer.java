package io.quorate.client;

import io.quorate.client.FakeQueue.Stored;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settlement;
import io.quorate.proto.client.v1.Subscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One consumer of one connection. Guarded by its cluster. */
final class FakeConsumer {
  final Subscribe subscribe;
  final FakeQueue queue;
  final TreeMap<Long, Stored> unsettled = new TreeMap<>();
  private final Consumer<ServerFrame> out;
  private long lastTag;
  long credit;

  FakeConsumer(Subscribe subscribe, FakeQueue queue, Consumer<ServerFrame> out) {
    this.subscribe = subscribe;
    this.queue = queue;
    this.out = out;
    this.credit = subscribe.getCreditMessages();
    queue.join(this);
  }

  /** Shows all of it, without regard to credit. */
  static void browse(Subscribe subscribe, FakeQueue queue, Consumer<ServerFrame> out) {
    long tag = 0;
    for (Stored stored : queue.ready.values()) {
      out.accept(delivery(subscribe, stored, ++tag));
    }
  }

  void deliver(Stored stored) {
    credit--;
    long tag = ++lastTag;
    if (!subscribe.getPreSettled()) {
      unsettled.put(tag, stored);
    }
    out.accept(delivery(subscribe, stored, tag));
  }

  private static ServerFrame delivery(Subscribe subscribe, Stored stored, long tag) {
    return ServerFrame.newBuilder()
        .setDeliveries(
            Deliveries.newBuilder()
                .setConsumer(subscribe.getConsumer())
                .addDeliveries(stored.delivery(tag)))
        .build();
  }

  boolean holds(Settlement settlement) {
    return unsettled.containsKey(settlement.getFromTag());
  }

  /** How many were not held any more. */
  int settle(Settlement settlement) {
    long to = settlement.getToTag() == 0 ? settlement.getFromTag() : settlement.getToTag();
    List<Stored> settled =
        new ArrayList<>(unsettled.subMap(settlement.getFromTag(), true, to, true).values());
    unsettled.subMap(settlement.getFromTag(), true, to, true).clear();
    settled.forEach(stored -> queue.settle(stored, settlement.getOutcome()));
    queue.dispatch();
    return settlement.getToTag() == 0 && settled.isEmpty() ? 1 : 0;
  }

  /** As a lock that runs out. */
  void loseAll() {
    unsettled.values().forEach(stored -> queue.settle(stored, Settlement.Outcome.FAILED));
    unsettled.clear();
  }

  void close() {
    queue.leave(this);
    unsettled.values().forEach(stored -> queue.settle(stored, Settlement.Outcome.RELEASED));
    unsettled.clear();
    queue.dispatch();
  }
}
