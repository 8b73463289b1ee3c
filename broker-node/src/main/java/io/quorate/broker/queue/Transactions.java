package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.broker.queue.Applied.Rejected;
import io.quorate.replication.model.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sends and settlements of one entry that take effect together: all is looked at before. */
final class Transactions {
  private final Destinations destinations;
  private final Sources sources;
  private final Sending sending;
  private final Settling settling;
  private final MessageHeader header = new MessageHeader();

  /** What a transaction would add to a destination that has limits. */
  private static final class Planned {
    long messages;
    long bytes;
  }

  Transactions(Destinations destinations, Sources sources, Sending sending, Settling settling) {
    this.destinations = destinations;
    this.sources = sources;
    this.sending = sending;
    this.settling = settling;
  }

  /** A refused one has not used its number: the last number tells what became of it. */
  Applied apply(
      Entry entry, MessageBatch batch, List<Settlement> settlements, @Nullable Producer producer) {
    Rejected order = Sending.refusal(batch, producer);
    if (order != null || producer == null) {
      return order == null
          ? new Applied.Refused(Reason.PRODUCER_EXPIRED, "")
          : new Applied.Refused(order.reason(), order.detail());
    }
    if (producer.usedOf(batch.firstSequence(), 1) > 0) {
      return repeated(producer, batch);
    }
    Applied.Refused refused = refusal(batch);
    refused = refused == null ? refusal(settlements) : refused;
    if (refused != null) {
      return refused;
    }
    sending.placeAll(entry, batch);
    settling.settle(settlements);
    producer.advance(batch.firstSequence());
    return Applied.Sent.ALL;
  }

  private static Applied repeated(Producer producer, MessageBatch batch) {
    Reason before = producer.rejection(batch.firstSequence());
    return before == null
        ? new Applied.Sent(Math.max(1, batch.count()), List.of())
        : new Applied.Refused(
            before, "number " + batch.firstSequence() + " was rejected when it came first");
  }

  private Applied.@Nullable Refused refusal(MessageBatch batch) {
    TreeMap<Long, Planned> planned = new TreeMap<>();
    TreeSet<Address> created = new TreeSet<>();
    for (int i = 0; i < batch.count(); i++) {
      Applied.Refused refused = refusal(batch, i, planned, created);
      if (refused != null) {
        return new Applied.Refused(
            refused.reason(), "message " + i + " of the transaction: " + refused.detail());
      }
    }
    return null;
  }

  private Applied.@Nullable Refused refusal(
      MessageBatch batch, int ordinal, Map<Long, Planned> planned, Set<Address> created) {
    if (!header.read(batch.bytes(), batch.from(ordinal), batch.to(ordinal))) {
      return new Applied.Refused(Reason.INVALID, "not readable as a message with a destination");
    }
    Destination destination = destinations.find(header);
    if (destination == null) {
      Address address = new Address(header.kind(), header.destination());
      return created.contains(address) ? null : refusalToCreate(address, created);
    }
    if (!destination.isLimited() || destination.options().overflow() != OverflowPolicy.REJECT) {
      return null;
    }
    Planned before = planned.computeIfAbsent(destination.id(), id -> new Planned());
    if (destination.isFullWith(before.messages, before.bytes)) {
      return new Applied.Refused(Reason.QUEUE_FULL, Sending.fullText(destination));
    }
    before.messages++;
    before.bytes += batch.to(ordinal) - batch.from(ordinal);
    return null;
  }

  private Applied.@Nullable Refused refusalToCreate(Address address, Set<Address> created) {
    Applied.Refused refused = destinations.refusal(address, created.size());
    if (refused == null) {
      created.add(address);
    }
    return refused;
  }

  /** What it settles must still be there, all of it. */
  private Applied.@Nullable Refused refusal(List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      if (!isThere(settlement)) {
        return new Applied.Refused(
            Reason.NOT_FOUND,
            "a message that it settles is not there any more, or was given to somebody else");
      }
    }
    return null;
  }

  private boolean isThere(Settlement settlement) {
    Source source = sources.find(settlement.sourceId());
    if (source == null || settlement.fromPosition() < 0 || settlement.count() < 1) {
      return false;
    }
    long from = settlement.fromPosition();
    long end = from + settlement.count();
    while (from < end) {
      Slice found = Settling.within(source, from, end);
      if (found == null || found.position() != from) {
        return false;
      }
      from += found.count();
    }
    return true;
  }
}
