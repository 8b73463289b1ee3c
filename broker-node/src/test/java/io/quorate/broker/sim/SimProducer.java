package io.quorate.broker.sim;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.SendReceipt;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Trait;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends to one destination. One whose numbers are contiguous repeats until it knows; one whose
 * numbers skip may give up and go on.
 */
final class SimProducer extends SimClient {
  private static final long PRODUCER = 1;
  private static final int BATCH_MAX = 3;

  /** Batches under way at once. */
  private static final int WINDOW = 4;

  private static final int FILLER_MAX = 60;

  /** Messages that are sent together until their fate is known. */
  private static final class Batch {
    final long firstSequence;
    final long firstNumber;
    final List<ByteBuffer> messages;
    boolean isUnderWay;
    boolean mayBeStored;
    int attempts;

    Batch(long firstSequence, long firstNumber, List<ByteBuffer> messages) {
      this.firstSequence = firstSequence;
      this.firstNumber = firstNumber;
      this.messages = messages;
    }
  }

  private final long number;
  private final ProducerId id;
  private final Address destination;
  private final SequenceMode mode;
  private final int window;
  private final boolean isVolatile;
  private final boolean givesUp;
  private final Consumer<Message.Builder> headers;
  private final List<Batch> pending = new ArrayList<>();
  private long lastSent;
  private long nextSequence = 1;
  private boolean wasOpenedEver;
  private boolean isOpened;
  private boolean waitsForOpening;

  SimProducer(
      Market market,
      long number,
      Address destination,
      SequenceMode mode,
      Set<Trait> traits,
      Consumer<Message.Builder> headers,
      boolean isVolatile) {
    super(market, "", market.random.nextLong(150, 800));
    this.number = number;
    this.id = new ProducerId(PRODUCER, number);
    this.destination = destination;
    this.mode = mode;
    this.givesUp = isVolatile || (mode == SequenceMode.MONOTONE && market.random.nextBoolean());
    this.headers = headers;
    this.isVolatile = isVolatile;
    // Where numbers may skip, a batch is taken for stored once one behind it is.
    this.window = mode == SequenceMode.MONOTONE ? 1 : WINDOW;
    market.add(this);
    market.history.producerOpened(number, destination.name(), traits);
  }

  /** Of messages in memory, each sent once. */
  static SimProducer ofVolatiles(
      Market market, long number, Address destination, Set<Trait> traits) {
    return new SimProducer(
        market,
        number,
        destination,
        SequenceMode.MONOTONE,
        traits,
        message -> message.setVolatile(true),
        true);
  }

  long number() {
    return number;
  }

  ProducerId id() {
    return id;
  }

  /** Of its messages, by the history's numbers. */
  long lastSent() {
    return lastSent;
  }

  @Override
  String name() {
    return "producer %d of %s".formatted(number, destination);
  }

  @Override
  String whatIsMissing() {
    return pending.isEmpty() ? "" : name() + " does not know what became of a batch";
  }

  @Override
  void connected(Connection connection) {
    isOpened = false;
    waitsForOpening = market.random.nextBoolean();
    call(
        connection.openProducer(id, mode),
        last -> {
          isOpened = true;
          wasOpenedEver = true;
        },
        this::leaveUnlessLost);
  }

  private void leaveUnlessLost(BrokerException reason) {
    if (reason != connectionLost) {
      market.later(0, 50, this::leave);
    }
  }

  @Override
  void act(Connection connection) {
    if (!isOpened && waitsForOpening) {
      return;
    }
    boolean isAllUnderWay = pending.stream().allMatch(batch -> batch.isUnderWay);
    if (isAllUnderWay && market.isProducing() && pending.size() < window) {
      Batch batch = next();
      pending.add(batch);
      send(connection, batch);
    } else if (pending.stream().noneMatch(batch -> batch.isUnderWay)) {
      // In their order, and only once it is known what became of all: a later one may be a gap.
      List.copyOf(pending).forEach(batch -> send(connection, batch));
    }
  }

  private Batch next() {
    List<ByteBuffer> messages = new ArrayList<>();
    long firstNumber = lastSent + 1;
    for (int left = 1 + market.random.nextInt(BATCH_MAX); left > 0; left--) {
      market.history.sent(number, ++lastSent);
      messages.add(message(lastSent));
    }
    nextSequence += mode == SequenceMode.MONOTONE ? market.random.nextInt(3) : 0;
    Batch batch = new Batch(nextSequence, firstNumber, messages);
    nextSequence += messages.size();
    return batch;
  }

  private ByteBuffer message(long sequence) {
    CheckedBody body = new CheckedBody(number, sequence, market.random.nextInt(FILLER_MAX));
    Message.Builder message =
        Message.newBuilder()
            .setDestination(destination.name())
            .setKind(
                destination.kind() == DestinationKind.TOPIC
                    ? Message.Kind.TOPIC
                    : Message.Kind.QUEUE)
            .setBody(ByteString.copyFrom(body.encode()));
    headers.accept(message);
    return ByteBuffer.wrap(message.build().toByteArray());
  }

  private void send(Connection connection, Batch batch) {
    if (market.mutant == BrokerMutant.M20_DEDUP_AT_PROPOSE && isStored(batch)) {
      end(batch, List.of());
      return;
    }
    batch.isUnderWay = true;
    batch.attempts++;
    long sinceNanos = market.nanos();
    market.tally.add(batch.attempts == 1 ? Tally.Event.SENDS : Tally.Event.RETRIES);
    call(
        connection.send(
            id, batch.firstSequence, batch.messages, 0, market.random.nextLong(500, 5_000)),
        receipt -> confirmed(batch, receipt, sinceNanos),
        reason -> failed(batch, reason));
  }

  /** Whether the master knows of it at this moment; what is on its way it does not know. */
  private boolean isStored(Batch batch) {
    BrokerService master = market.master();
    return master != null && master.view().lastSequence(id) >= batch.firstSequence;
  }

  private void confirmed(Batch batch, SendReceipt receipt, long sinceNanos) {
    if (receipt.durability() == SendReceipt.Durability.MEMORY) {
      market.tally.add(Tally.Event.VOLATILES);
    } else {
      market.history.failover(receipt.position().epoch());
    }
    market.committed(sinceNanos);
    end(batch, receipt.rejected().stream().map(it -> it.ordinal()).toList());
  }

  private void end(Batch batch, List<Integer> rejected) {
    pending.remove(batch);
    market.tally.add(Tally.Event.REJECTED, rejected.size());
    for (int ordinal = 0; ordinal < batch.messages.size(); ordinal++) {
      tell(
          batch,
          ordinal,
          rejected.contains(ordinal) ? History.Outcome.REFUSED : History.Outcome.CONFIRMED);
    }
  }

  private void tell(Batch batch, int ordinal, History.Outcome outcome) {
    long sequence = batch.firstNumber + ordinal;
    market.note(sequence, () -> "%s: %d is %s".formatted(name(), sequence, outcome));
    market.history.sendEnded(number, sequence, outcome);
  }

  private void failed(Batch batch, BrokerException told) {
    boolean isToldWrong =
        told != connectionLost && market.mutant == BrokerMutant.M26_FAILURE_INSTEAD_OF_UNKNOWN;
    batch.isUnderWay = false;
    batch.mayBeStored |= told.code() == BrokerException.Code.OUTCOME_UNKNOWN && !isToldWrong;
    if (told.code() == BrokerException.Code.PRODUCER_EXPIRED && wasOpenedEver) {
      throw new InvariantViolated("ProducersKept", "producer " + number + " is not known any more");
    }
    // Nobody knows messages in memory again that were sent before.
    if (isVolatile || (givesUp && market.random.nextBoolean())) {
      pending.remove(batch);
      for (int ordinal = 0; ordinal < batch.messages.size(); ordinal++) {
        tell(batch, ordinal, batch.mayBeStored ? History.Outcome.UNKNOWN : History.Outcome.REFUSED);
      }
    }
  }

  @Override
  void disconnected() {
    pending.forEach(batch -> batch.isUnderWay = false);
  }
}
