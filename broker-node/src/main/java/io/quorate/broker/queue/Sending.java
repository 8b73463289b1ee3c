package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.broker.queue.Applied.Rejected;
import io.quorate.replication.model.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one entry where they want to go. Those side by side that go the same way are
 * put there together.
 */
final class Sending {
  private final Books books;
  private final Destinations destinations;
  private final Delays delays;
  private final Overflow overflow;
  private final MessageHeader header = new MessageHeader();

  // The run that is being gathered.
  private @Nullable Destination runDestination;
  private int runBand;
  private int runFrom;
  private int runCount;
  private long runBytes;
  private long runExpiresMillis;

  private List<Rejected> rejected = List.of();

  Sending(Books books, Destinations destinations, Delays delays, Overflow overflow) {
    this.books = books;
    this.destinations = destinations;
    this.delays = delays;
    this.overflow = overflow;
  }

  Applied send(Entry entry, MessageBatch batch, @Nullable Producer producer) {
    Rejected whole = refusal(batch, producer);
    if (whole != null || producer == null) {
      return rejectAll(batch, whole);
    }
    rejected = List.of();
    int used = producer.usedOf(batch.firstSequence(), batch.count());
    int duplicates = 0;
    for (int i = 0; i < used; i++) {
      duplicates += isStored(producer, batch.firstSequence() + i, i) ? 1 : 0;
    }
    for (int i = used; i < batch.count(); i++) {
      place(entry, batch, i, false);
    }
    flush(entry);
    for (Rejected rejection : rejected) {
      if (rejection.ordinal() >= used) {
        producer.reject(batch.firstSequence() + rejection.ordinal(), rejection.reason());
      }
    }
    producer.advance(batch.firstSequence() + batch.count() - 1);
    return duplicates == 0 && rejected.isEmpty()
        ? Applied.Sent.ALL
        : new Applied.Sent(duplicates, rejected);
  }

  /** Of all the messages, the ordinal left open; null: the numbers are in order. */
  static @Nullable Rejected refusal(MessageBatch batch, @Nullable Producer producer) {
    if (producer == null) {
      return new Rejected(
          0,
          Reason.PRODUCER_EXPIRED,
          "producer " + batch.producer() + " is not known (any more): it has to be opened");
    }
    if (producer.mode() != batch.mode()) {
      return new Rejected(
          0,
          Reason.INVALID,
          String.format(
              "mode %s is expected of producer %s, found %s",
              producer.mode(), producer.id(), batch.mode()));
    }
    return producer.leavesGap(batch.firstSequence())
        ? new Rejected(
            0,
            Reason.SEQUENCE_GAP,
            String.format(
                "number %d is expected of producer %s, found %d",
                producer.lastSequence() + 1, producer.id(), batch.firstSequence()))
        : null;
  }

  private static Applied rejectAll(MessageBatch batch, @Nullable Rejected why) {
    List<Rejected> all = new ArrayList<>(batch.count());
    for (int i = 0; why != null && i < batch.count(); i++) {
      all.add(new Rejected(i, why.reason(), why.detail()));
    }
    return new Applied.Sent(0, all);
  }

  /** Of a number that was used before. */
  private boolean isStored(Producer producer, long sequence, int ordinal) {
    Reason before = producer.rejection(sequence);
    if (before != null) {
      reject(ordinal, before, "message " + sequence + " was rejected when it came first");
    }
    return before == null;
  }

  /** All of them. They were looked at before, and what they bring about refuses none of them. */
  void placeAll(Entry entry, MessageBatch batch) {
    rejected = List.of();
    for (int i = 0; i < batch.count(); i++) {
      place(entry, batch, i, true);
    }
    flush(entry);
  }

  private void place(Entry entry, MessageBatch batch, int ordinal, boolean isAdmitted) {
    int from = batch.from(ordinal);
    int to = batch.to(ordinal);
    if (!header.read(batch.bytes(), from, to)) {
      reject(ordinal, Reason.INVALID, "not readable as a message with a destination");
      return;
    }
    Destination destination = destinations.find(header);
    if (destination == null) {
      destination = create(ordinal, isAdmitted);
      if (destination == null) {
        return;
      }
    }
    if (!isAdmitted && destination.isLimited() && isRejected(entry, destination, ordinal)) {
      return;
    }
    put(entry, destination, ordinal, to - from);
  }

  private @Nullable Destination create(int ordinal, boolean isAdmitted) {
    Address address = new Address(header.kind(), header.destination());
    Applied.Refused refusal = isAdmitted ? null : destinations.refusal(address, 0);
    if (refusal != null) {
      reject(ordinal, refusal.reason(), refusal.detail());
      return null;
    }
    return destinations.create(address, DestinationOptions.DEFAULT, null);
  }

  private boolean isRejected(Entry entry, Destination destination, int ordinal) {
    flush(entry);
    if (destination.options().overflow() != OverflowPolicy.REJECT
        || !destination.isFullWith(0, 0)) {
      return false;
    }
    reject(ordinal, Reason.QUEUE_FULL, fullText(destination));
    return true;
  }

  static String fullText(Destination destination) {
    long messages = destination.waiting() + destination.delayed();
    DestinationOptions options = destination.options();
    boolean isByCount = options.maxMessages() > 0 && messages >= options.maxMessages();
    return String.format(
        "%s is full: it holds %d of at most %d %s",
        destination.address(),
        isByCount ? messages : destination.waitingBytes() + destination.delayedBytes(),
        isByCount ? options.maxMessages() : options.maxBytes(),
        isByCount ? "messages" : "bytes");
  }

  private void put(Entry entry, Destination destination, int ordinal, int bytes) {
    long now = books.now();
    long expires = header.expiresMillis(now, destination.options().timeToLiveMillis());
    int band = destination instanceof QueueState ? Position.BANDS - 1 - header.priority() : 0;
    long due = header.isDelayed() ? header.dueMillis(now) : now;
    if (due > now) {
      Slice message = new Slice(0, MessageRef.of(entry.index(), ordinal), 1, bytes, expires);
      delays.add(destination, due, band, message);
    } else {
      gather(entry, destination, ordinal, band, bytes, expires);
    }
    if (destination.isLimited()) {
      flush(entry);
      overflow.trim(destination);
    }
  }

  private void gather(
      Entry entry, Destination destination, int ordinal, int band, int bytes, long expires) {
    boolean continues =
        destination == runDestination
            && band == runBand
            && expires == runExpiresMillis
            && ordinal == runFrom + runCount;
    if (!continues) {
      flush(entry);
      runDestination = destination;
      runBand = band;
      runFrom = ordinal;
      runExpiresMillis = expires;
    }
    runCount++;
    runBytes += bytes;
  }

  private void flush(Entry entry) {
    Destination destination = runDestination;
    if (destination == null) {
      return;
    }
    destination.append(
        runBand,
        new Slice(0, MessageRef.of(entry.index(), runFrom), runCount, runBytes, runExpiresMillis),
        entry);
    runDestination = null;
    runCount = 0;
    runBytes = 0;
  }

  private void reject(int ordinal, Reason reason, String detail) {
    if (rejected.isEmpty()) {
      rejected = new ArrayList<>();
    }
    rejected.add(new Rejected(ordinal, reason, detail));
  }
}
