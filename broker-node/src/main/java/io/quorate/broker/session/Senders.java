package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings batches and commits into the log. What finds a full queue that makes its producers wait,
 * or a log that has too much under way, waits here up to its deadline, and what the same producer
 * sent behind it waits, too. On the loop.
 */
final class Senders {
  private static final int PARKED_MAX = 10_000;
  private static final long PARKED_BYTES_MAX = 64L << 20;

  /** In whose order sends are kept. */
  private record Sender(LiveConnection connection, ProducerId producer) {
    static Sender of(Sending sending) {
      return new Sender(sending.connection(), sending.producer());
    }
  }

  private final Reign reign;
  private final List<Sending> parked = new ArrayList<>();
  private final Map<Sender, Integer> parkedOf = new HashMap<>();
  private long parkedBytes;

  /** On their way to queues that have a bound, and not applied yet. */
  private final Map<String, Batch.Share> underWay = new HashMap<>();

  /** What the log said when it took no more; null: it does, or may. */
  private @Nullable BrokerException logIsFull;

  private boolean mayHaveRoom;

  Senders(Reign reign) {
    this.reign = reign;
  }

  /** Something was taken out of a queue, or applied: those who wait are looked at this turn. */
  void mayHaveRoom() {
    mayHaveRoom = true;
    if (!parked.isEmpty()) {
      reign.wake();
    }
  }

  /** How many producers wait. */
  int blocked() {
    return parkedOf.size();
  }

  void send(Sending sending) {
    BrokerException tooMuch = reign.quotas().refusalOf(sending.shares());
    if (tooMuch != null) {
      sending.answer().failed(tooMuch);
      return;
    }
    BrokerException reason = parkedOf.containsKey(Sender.of(sending)) ? behindAnother() : logIsFull;
    reason = reason == null ? fullQueueOf(sending) : reason;
    if (reason == null) {
      propose(sending);
    } else {
      park(sending, reason);
    }
  }

  private static BrokerException behindAnother() {
    return new BrokerException(
        Code.OVERLOADED, "an earlier batch of the same producer still waits for room");
  }

  private void park(Sending sending, BrokerException reason) {
    if (parked.size() >= PARKED_MAX || parkedBytes + sending.bytes() > PARKED_BYTES_MAX) {
      sending.answer().failed(reason);
      return;
    }
    sending.waitFor(reason);
    parked.add(sending);
    parkedBytes += sending.bytes();
    parkedOf.merge(Sender.of(sending), 1, Integer::sum);
  }

  private void unpark(Sending sending) {
    parkedBytes -= sending.bytes();
    parkedOf.computeIfPresent(Sender.of(sending), (key, count) -> count == 1 ? null : count - 1);
  }

  // ── full queues ──

  private @Nullable BrokerException fullQueueOf(Sending sending) {
    for (Batch.Share share : sending.shares()) {
      BrokerException reason = fullness(share.address());
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  private @Nullable BrokerException fullness(Address address) {
    SourceView queue = boundedQueue(address);
    if (queue == null) {
      return null;
    }
    DestinationOptions options = queue.options();
    Batch.Share coming = underWay.get(address.name());
    long messages = queue.messages() + queue.delayed() + (coming == null ? 0 : coming.messages());
    long bytes = queue.bytes() + (coming == null ? 0 : coming.bytes());
    if (options.maxMessages() > 0 && messages >= options.maxMessages()) {
      return full(address, "messages", messages, options.maxMessages());
    }
    return options.maxBytes() > 0 && bytes >= options.maxBytes()
        ? full(address, "bytes", bytes, options.maxBytes())
        : null;
  }

  private @Nullable SourceView boundedQueue(Address address) {
    SourceView queue =
        address.kind() == DestinationKind.QUEUE ? reign.view().queue(address.name()) : null;
    return queue != null
            && queue.options().overflow() == OverflowPolicy.BLOCK
            && (queue.options().maxMessages() > 0 || queue.options().maxBytes() > 0)
        ? queue
        : null;
  }

  private static BrokerException full(Address address, String what, long usage, long limit) {
    return new BrokerException(
        Code.QUEUE_FULL,
        String.format(
            "%s holds %d of at most %d %s, and none were taken before the deadline: consume, purge"
                + " or raise the bound",
            address, usage, limit, what),
        "",
        limit,
        usage);
  }

  // ── the log ──

  private void propose(Sending sending) {
    count(sending, 1);
    reign.propose(sending.encoded(), sending.deadlineNanos(), new Answer(sending));
  }

  private void count(Sending sending, int sign) {
    for (Batch.Share share : sending.shares()) {
      Batch.Share coming = underWay.get(share.address().name());
      if (coming == null && sign > 0 && boundedQueue(share.address()) != null) {
        coming = new Batch.Share(share.address());
        underWay.put(share.address().name(), coming);
      }
      if (coming != null && share.address().kind() == DestinationKind.QUEUE) {
        coming.add(sign * share.messages(), sign * share.bytes());
        if (coming.messages() <= 0) {
          underWay.remove(share.address().name());
        }
      }
    }
  }

  private final class Answer implements Reign.Answer {
    private final Sending sending;

    Answer(Sending sending) {
      this.sending = sending;
    }

    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {
      count(sending, -1);
      mayHaveRoom();
      sending.answer().applied(position, syncedNodes, result);
    }

    @Override
    public void failed(BrokerException reason) {
      count(sending, -1);
      if (reason.code() == Code.OVERLOADED && !reign.isPast(sending.deadlineNanos())) {
        logIsFull = reason;
        park(sending, reason);
      } else {
        sending.answer().failed(reason);
      }
    }
  }

  // ── those who wait ──

  /** At the end of a turn. */
  void endTurn() {
    if (mayHaveRoom) {
      mayHaveRoom = false;
      logIsFull = null;
      List<Sending> all = new ArrayList<>(parked);
      parked.clear();
      parkedOf.clear();
      parkedBytes = 0;
      all.forEach(this::sendAgain);
    }
  }

  /** As the first of its producer: order was found when it was parked. */
  private void sendAgain(Sending sending) {
    if (reign.isPast(sending.deadlineNanos())) {
      sending.fail();
    } else {
      send(sending);
    }
  }

  void onTick() {
    for (Iterator<Sending> all = parked.iterator(); all.hasNext(); ) {
      Sending sending = all.next();
      if (reign.isPast(sending.deadlineNanos())) {
        all.remove();
        unpark(sending);
        sending.fail();
      }
    }
    mayHaveRoom();
  }

  /** Surely not stored. */
  void drop(LiveConnection connection, BrokerException reason) {
    List<Sending> dropped = new ArrayList<>();
    parked.removeIf(
        sending -> {
          boolean isIts = sending.connection() == connection;
          if (isIts) {
            unpark(sending);
            dropped.add(sending);
          }
          return isIts;
        });
    dropped.forEach(sending -> sending.answer().failed(reason));
  }
}
