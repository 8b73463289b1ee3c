package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.proto.client.v1.Delivery;
import io.quorate.proto.client.v1.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue in memory. Guarded by its cluster. */
final class FakeQueue {
  /** A message and what happened to it. */
  record Stored(long sequence, ByteString bytes, boolean redelivered, int attempts) {
    Delivery delivery(long tag) {
      return Delivery.newBuilder()
          .setTag(tag)
          .setMessage(bytes)
          .setRedelivered(redelivered)
          .setAttempts(attempts)
          .setBrokerSequence(sequence)
          .setStoredMillis(1)
          .build();
    }
  }

  final TreeMap<Long, Stored> ready = new TreeMap<>();
  final List<Stored> dead = new ArrayList<>();
  private final List<FakeConsumer> consumers = new ArrayList<>();

  void add(Stored stored) {
    ready.put(stored.sequence(), stored);
  }

  void join(FakeConsumer consumer) {
    consumers.add(consumer);
  }

  void leave(FakeConsumer consumer) {
    consumers.remove(consumer);
  }

  int unsettled() {
    return consumers.stream().mapToInt(consumer -> consumer.unsettled.size()).sum();
  }

  /** Gives what waits to consumers with credit, in turn. */
  void dispatch() {
    while (!ready.isEmpty()) {
      FakeConsumer next = nextWithCredit();
      if (next == null) {
        return;
      }
      next.deliver(ready.pollFirstEntry().getValue());
    }
  }

  private @Nullable FakeConsumer nextWithCredit() {
    for (FakeConsumer consumer : consumers) {
      if (consumer.credit > 0) {
        consumers.remove(consumer);
        consumers.add(consumer);
        return consumer;
      }
    }
    return null;
  }

  void settle(Stored stored, Settlement.Outcome outcome) {
    switch (outcome) {
      case ACKNOWLEDGED -> {}
      case REJECTED -> dead.add(stored);
      case FAILED ->
          add(new Stored(stored.sequence(), stored.bytes(), true, stored.attempts() + 1));
      default -> add(new Stored(stored.sequence(), stored.bytes(), true, stored.attempts()));
    }
  }
}
