package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.Position;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.StateListener;
import io.quorate.broker.queue.SubscriptionKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As much of a state as dispatch looks at, as plainly as it can be written. */
final class PlainState implements BrokerView {
  final TreeMap<Long, PlainQueue> sources = new TreeMap<>();
  final List<Command> applied = new ArrayList<>();
  @Nullable StateListener listener;
  long timeMillis = 1_000;
  private long index;
  long nextDueMillis = Long.MAX_VALUE;
  int expiredMax = Integer.MAX_VALUE;

  PlainQueue source(String name, @Nullable SubscriptionKey key) {
    for (PlainQueue source : sources.values()) {
      if (source.address().name().equals(name) && Objects.equals(source.subscription(), key)) {
        return source;
      }
    }
    Address address = key == null ? Address.queue(name) : Address.topic(name);
    PlainQueue source = new PlainQueue(sources.size() + 1, address, key);
    sources.put(source.id(), source);
    return source;
  }

  void newEpoch() {
    sources.values().forEach(PlainQueue::newEpoch);
  }

  void timeBecomes(long millis) {
    long before = timeMillis;
    timeMillis = millis;
    for (PlainQueue source : sources.values()) {
      source.nowMillis = millis;
      source.messages.forEach(
          (position, waiting) -> {
            if (waiting.notBeforeMillis > before && waiting.notBeforeMillis <= millis) {
              told().returned(source, position);
            }
          });
    }
  }

  private PlainQueue found(long sourceId) {
    return Objects.requireNonNull(sources.get(sourceId));
  }

  StateListener told() {
    if (listener == null) {
      throw new IllegalStateException("nobody listens");
    }
    return listener;
  }

  Applied apply(Command command) {
    applied.add(command);
    index++;
    if (command instanceof Command.RaiseMark raise) {
      raise(raise);
    } else if (command instanceof Command.Tick) {
      nextDueMillis = Long.MAX_VALUE;
    } else if (command instanceof Command.Settle settle) {
      settle.settlements().forEach(this::settle);
      return new Applied.Settled(0);
    }
    return Applied.DONE;
  }

  /** Takes all messages out, as an entry of its own. */
  void purge(PlainQueue source) {
    index++;
    for (long position : List.copyOf(source.messages.keySet())) {
      source.messages.remove(position);
      told().gone(source, position, 1);
    }
  }

  private void raise(Command.RaiseMark raise) {
    PlainQueue source = found(raise.sourceId());
    for (int band = 0; band < Position.BANDS; band++) {
      source.mark[band] = Math.max(source.mark[band], raise.below()[band]);
    }
    for (long position : raise.single()) {
      source.single.add(position);
    }
  }

  private void settle(Settlement settlement) {
    PlainQueue source = found(settlement.sourceId());
    for (int i = 0; i < settlement.count(); i++) {
      long position = settlement.fromPosition() + i;
      PlainQueue.Waiting waiting = source.messages.get(position);
      if (waiting == null) {
        continue;
      }
      switch (settlement.outcome()) {
        case ACKNOWLEDGED, REJECTED, EXPIRED -> {
          source.messages.remove(position);
          told().gone(source, position, 1);
        }
        case RELEASED, FAILED -> giveBack(source, position, waiting, settlement);
      }
    }
  }

  private void giveBack(
      PlainQueue source, long position, PlainQueue.Waiting waiting, Settlement settlement) {
    waiting.redelivered = true;
    waiting.attempts += settlement.outcome() == Settlement.Outcome.FAILED ? 1 : 0;
    if (settlement.delayMillis() > 0) {
      waiting.notBeforeMillis = timeMillis + settlement.delayMillis();
    } else {
      told().returned(source, position);
    }
  }

  @Override
  public long timeMillis() {
    return timeMillis;
  }

  @Override
  public int destinationCount() {
    return (int) sources.values().stream().filter(s -> s.subscription() == null).count();
  }

  @Override
  public int subscriptionCount() {
    return sources.size() - destinationCount();
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public long nextDueMillis() {
    return nextDueMillis;
  }

  @Override
  public @Nullable SourceView queue(String name) {
    return sources.values().stream()
        .filter(s -> s.subscription() == null && s.address().name().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable SourceView source(long id) {
    return sources.get(id);
  }

  @Override
  public @Nullable SourceView subscription(SubscriptionKey key) {
    return sources.values().stream()
        .filter(s -> key.equals(s.subscription()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public boolean exists(Address address) {
    return queue(address.name()) != null;
  }

  @Override
  public @Nullable DestinationView destination(Address address) {
    return null;
  }

  @Override
  public List<DestinationView> destinations(DestinationKind kind, String afterName, int countMax) {
    return sources.values().stream()
        .filter(source -> source.subscription() == null && kind == DestinationKind.QUEUE)
        .filter(source -> source.address().name().compareTo(afterName) > 0)
        .sorted(Comparator.comparing(source -> source.address().name()))
        .limit(countMax)
        .map(PlainState::viewOf)
        .toList();
  }

  private static DestinationView viewOf(PlainQueue queue) {
    return new DestinationView(
        queue.address(), queue.options(), queue.paused, null, queue.messages(), 0, 0, 0, 0);
  }

  @Override
  public List<SubscriptionView> subscriptions() {
    return List.of();
  }

  @Override
  public long lastSequence(ProducerId producer) {
    return -1;
  }

  @Override
  public boolean isFull(String queue) {
    return false;
  }

  @Override
  public Expired expired(long sourceId, long nowMillis, long fromPosition, int countMax) {
    long[] found =
        found(sourceId).messages.tailMap(fromPosition, true).entrySet().stream()
            .filter(e -> e.getValue().expiresMillis != 0 && e.getValue().expiresMillis <= nowMillis)
            .mapToLong(java.util.Map.Entry::getKey)
            .limit(Math.min(countMax, expiredMax))
            .toArray();
    return new Expired(found, found.length == 0 ? -1 : found[found.length - 1] + 1);
  }

  @Override
  public List<DelayedView> delayed(long destinationId, int countMax) {
    return List.of();
  }

  @Override
  public List<Holder> holders(int countMax) {
    return List.of();
  }
}
