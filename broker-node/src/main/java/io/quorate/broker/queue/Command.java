package io.quorate.broker.queue;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be proposed. {@code CommandCodec} makes entries of them and reads them back. */
public sealed interface Command {
  /**
   * A producer's batch. Answered with {@link Applied.Sent}.
   *
   * @param messages each an encoded message as its producer sent it; 1 to 65,535
   */
  record Send(ProducerId producer, SequenceMode mode, long firstSequence, List<ByteBuffer> messages)
      implements Command {}

  /**
   * Sends and settlements that take effect together, or not at all, under one number of the
   * producer. Answered with {@link Applied.Sent}.
   */
  record Transact(
      ProducerId producer,
      SequenceMode mode,
      long sequence,
      List<ByteBuffer> messages,
      List<Settlement> settlements)
      implements Command {}

  /** Answered with {@link Applied.ProducerOpened}. Repeatable. */
  record OpenProducer(ProducerId producer, SequenceMode mode) implements Command {}

  /** Answered with {@link Applied.Settled}. */
  record Settle(List<Settlement> settlements) implements Command {}

  /**
   * What may be dispatched from now on.
   *
   * @param below per band the number below which everything may have been dispatched; 0: as before
   * @param single positions at or above that may have been dispatched, too
   */
  record RaiseMark(long sourceId, long[] below, long[] single) implements Command {}

  /** Time has passed: due messages become ready, old producers are forgotten. */
  record Tick() implements Command {}

  /**
   * Answered with {@link Applied.Done}, or {@link Applied.Refused} if it is there with other
   * options.
   *
   * @param owner of a temporary destination: the connection's id; null: permanent
   */
  record CreateDestination(Address address, DestinationOptions options, @Nullable ProducerId owner)
      implements Command {}

  record UpdateDestination(Address address, DestinationOptions options) implements Command {}

  /** Refused unless forced while it holds messages or subscriptions. */
  record DeleteDestination(Address address, boolean force) implements Command {}

  /** Answered with {@link Applied.Counted}. */
  record Purge(String queue) implements Command {}

  record Pause(Address address, boolean paused) implements Command {}

  /**
   * Of a durable or shared subscription; a name, or a pattern for topics. The same again is a
   * no-op, a change is refused unless {@code replace}.
   */
  record Subscribe(
      SubscriptionKey key,
      String pattern,
      String selector,
      boolean durable,
      boolean shared,
      boolean noLocal,
      boolean replace)
      implements Command {}

  record Unsubscribe(SubscriptionKey key) implements Command {}

  /**
   * To another queue, or back to where each came from if {@code to} is empty. Answered with {@link
   * Applied.Counted}.
   */
  record Move(long sourceId, long[] positions, String to) implements Command {}
}
