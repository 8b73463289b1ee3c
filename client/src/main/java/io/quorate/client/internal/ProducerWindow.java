package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.QuorateException;
import io.quorate.client.internal.Endings.Ended;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of every message of one producer: it waits, is under way in a numbered batch, and
 * ends. Pure: knows no clock, no thread, no socket.
 *
 * <p>The broker takes each number once and only after the one before. So a message that may have
 * been taken keeps its number for ever and is sent again under it, also after its caller was told
 * that nobody knows; and a number may be given to another message only if no frame that bears it
 * can still arrive. Where that is not sure, the producer goes on under a new identity.
 *
 * <p>Volatile messages go by another rule: numbers only rise, and what may have been taken is never
 * sent again.
 */
final class ProducerWindow {
  /**
   * Bounds of batches.
   *
   * @param batchesMax how many may be under way at a time
   */
  record Limits(
      int batchBytesMax, int batchMessagesMax, int batchDestinationsMax, int batchesMax) {}

  /** Messages side by side; the first one has the number {@code first}. */
  record Batch(long first, List<PendingSend> sends) {
    long last() {
      return first + sends.size() - 1;
    }
  }

  /**
   * How long after its deadline a message is still asked for. With the longest deadline it stays
   * below the ten minutes for which a broker remembers every producer: else one that was forgotten
   * could not be told from one that was never heard of.
   */
  private static final long ASKING_NANOS = Duration.ofMinutes(4).toNanos();

  private final boolean isVolatile;
  private final Numbering numbers;
  private final Endings endings = new Endings();
  private Limits limits;

  /**
   * Never sent. All deadlines are equally far off, so here and elsewhere the oldest expire first.
   */
  private final ArrayDeque<PendingSend> fresh = new ArrayDeque<>();

  private long freshBytes;

  /** By their first number. */
  private final TreeMap<Long, Batch> underWay = new TreeMap<>();

  /** Refused for now, or lost with a connection: to be sent again. By number. */
  private final TreeMap<Long, PendingSend> returned = new TreeMap<>();

  private boolean open;

  /**
   * Something was refused: nothing is sent until all under way is answered, and some time passed.
   */
  private boolean held;

  private long heldUntilNanos;
  private boolean forgotten;
  private boolean gapUnexplained;

  ProducerWindow(boolean isVolatile, Limits limits, Supplier<ByteString> identities) {
    this.isVolatile = isVolatile;
    this.limits = limits;
    this.numbers = new Numbering(identities);
  }

  ByteString identity() {
    return numbers.identity();
  }

  void limit(Limits to) {
    limits = to;
  }

  boolean isEmpty() {
    return fresh.isEmpty() && underWay.isEmpty() && returned.isEmpty();
  }

  /** Whether the producer has to be made known, under its present identity, before it may send. */
  boolean wantsOpening() {
    return !open && underWay.isEmpty();
  }

  void add(PendingSend send) {
    fresh.addLast(send);
    freshBytes += send.bytes.size();
  }

  // ── the connection ──

  /**
   * The broker's word on what it took under this identity.
   *
   * @param last 0: nothing, or it has forgotten
   */
  void opened(long masterEpoch, long last) {
    if (isVolatile) {
      numbers.use(last);
      open = true;
    } else if (numbers.opened(masterEpoch, last)) {
      open = true;
      endToldThatAreSure();
    } else {
      forget();
    }
  }

  private void endToldThatAreSure() {
    Iterator<PendingSend> sure =
        returned.tailMap(numbers.doubtfulUpTo(), false).values().iterator();
    while (sure.hasNext()) {
      PendingSend send = sure.next();
      if (send.isTold()) {
        sure.remove();
        endings.late(send, "the master that it was sent to is gone, and did not store it");
      }
    }
  }

  /** Nobody will answer what is under way. */
  void connectionLost() {
    underWay.values().forEach(this::putInDoubt);
    underWay.clear();
    open = false;
    held = false;
    forgotten = false;
    gapUnexplained = false;
  }

  private void putInDoubt(Batch batch) {
    if (isVolatile) {
      batch.sends().forEach(send -> endings.unknown(send, "the connection to the master broke"));
      return;
    }
    numbers.doubt(batch.last());
    giveBack(batch);
  }

  // ── sending ──

  /** The next batch to send, from now on under way; null: none for the moment. */
  @Nullable Batch nextBatch(long nowNanos) {
    resumeIfDue(nowNanos);
    if (!open || held || underWay.size() >= limits.batchesMax()) {
      return null;
    }
    long free = isVolatile ? numbers.used() + 1 : numbers.nextAfter(lastUnderWay());
    if (!returned.isEmpty() && returned.firstKey() <= free) {
      return send(returned.firstKey(), takeReturned());
    }
    // The message with the next number has ended, and a frame with that number or a later one may
    // still arrive: the number must not be given to another message.
    if (!isVolatile && numbers.isDoubtful(free)) {
      if (underWay.isEmpty()) {
        leaveSpoiltNumbers(free);
      }
      return null;
    }
    returnedToFresh();
    return fresh.isEmpty() || (!underWay.isEmpty() && !fillsBatch())
        ? null
        : send(free, takeFresh());
  }

  private void leaveSpoiltNumbers(long free) {
    // If nobody can have taken this number, nobody can have taken a later one.
    if (numbers.isAbandoned(free)) {
      forget();
    } else {
      takeNewIdentity();
    }
  }

  private Batch send(long first, List<PendingSend> sends) {
    long number = first;
    for (PendingSend send : sends) {
      send.number = number++;
    }
    numbers.use(number - 1);
    Batch batch = new Batch(first, sends);
    underWay.put(first, batch);
    return batch;
  }

  private List<PendingSend> takeReturned() {
    Draft draft = new Draft(limits);
    long next = returned.firstKey();
    boolean isDoubtful = numbers.isDoubtful(next);
    // What may be taken already is sent apart: its answer can be that nobody knows any more.
    for (PendingSend send = returned.get(next);
        send != null && isDoubtful == numbers.isDoubtful(next) && draft.takes(send);
        send = returned.get(next)) {
      returned.remove(next++);
    }
    return draft.sends();
  }

  private List<PendingSend> takeFresh() {
    Draft draft = new Draft(limits);
    for (PendingSend send = fresh.peekFirst();
        send != null && draft.takes(send);
        send = fresh.peekFirst()) {
      fresh.removeFirst();
    }
    freshBytes -= draft.bytes();
    return draft.sends();
  }

  private boolean fillsBatch() {
    return freshBytes >= limits.batchBytesMax() || fresh.size() >= limits.batchMessagesMax();
  }

  private long lastUnderWay() {
    return underWay.isEmpty() ? 0 : underWay.lastEntry().getValue().last();
  }

  // ── answers, by a batch's first number; of no meaning if it is not under way ──

  /** Taken, apart from what was rejected for good, by its place in the batch. */
  void confirmed(long first, Confirmation confirmation, Map<Integer, QuorateException> rejections) {
    Batch batch = underWay.remove(first);
    if (batch == null) {
      return;
    }
    numbers.took(batch.last());
    for (int i = 0; i < batch.sends().size(); i++) {
      PendingSend send = batch.sends().get(i);
      QuorateException rejection = rejections.get(i);
      if (rejection == null) {
        endings.confirmed(send, confirmation);
      } else {
        endings.failed(send, rejection);
      }
    }
    answered();
  }

  /** Surely not taken by this attempt; worth another one later. */
  void refusedForNow(long first, QuorateException why, long retryNanos) {
    Batch batch = underWay.remove(first);
    if (batch != null) {
      batch.sends().forEach(send -> send.refusal = why);
      giveBack(batch);
      hold(retryNanos);
      answered();
    }
  }

  /** Surely not taken: a number before it is missing. */
  void gap(long first, QuorateException why, long retryNanos) {
    // Mostly an earlier batch was refused. If not, the broker does not know what we think it does.
    gapUnexplained |= returned.isEmpty() && underWay.headMap(first).isEmpty();
    refusedForNow(first, why, retryNanos);
  }

  /** Surely not taken: the broker does not know this producer any more. */
  void expired(long first, QuorateException why, long retryNanos) {
    forgotten |= underWay.containsKey(first);
    refusedForNow(first, why, retryNanos);
  }

  /** Surely not taken by this attempt, nor by any other. */
  void refusedForGood(long first, QuorateException why, long nowNanos) {
    Batch batch = underWay.remove(first);
    if (batch == null) {
      return;
    }
    for (PendingSend send : batch.sends()) {
      if (isVolatile || !numbers.isDoubtful(send.number)) {
        endings.failed(send, why);
      } else {
        abandon(send, "sent before without an answer, then " + why.getMessage());
      }
    }
    // What follows under way will find a number missing.
    if (!underWay.isEmpty()) {
      hold(nowNanos);
    }
    answered();
  }

  /** May be taken, now or later, by the same master. */
  void unknown(long first, QuorateException why, long retryNanos) {
    Batch batch = underWay.remove(first);
    if (batch != null) {
      batch.sends().forEach(send -> send.refusal = why);
      putInDoubt(batch);
      hold(retryNanos);
      answered();
    }
  }

  private void giveBack(Batch batch) {
    batch.sends().forEach(send -> returned.put(send.number, send));
    if (isVolatile) {
      returnedToFresh();
    }
  }

  private void hold(long untilNanos) {
    held = true;
    heldUntilNanos = untilNanos;
  }

  private void answered() {
    if (!underWay.isEmpty()) {
      return;
    }
    if (forgotten) {
      forget();
    } else if (gapUnexplained) {
      open = false;
    }
    gapUnexplained = false;
  }

  private void resumeIfDue(long nowNanos) {
    if (held && underWay.isEmpty() && nowNanos - heldUntilNanos >= 0) {
      held = false;
    }
  }

  // ── identity ──

  private void abandon(PendingSend send, String why) {
    numbers.abandon(send.number);
    endings.unknown(send, why);
  }

  /** Of what may be taken, nothing can be learnt any more. */
  private void forget() {
    forgotten = false;
    Iterator<PendingSend> doubtful =
        returned.headMap(numbers.doubtfulUpTo(), true).values().iterator();
    while (doubtful.hasNext()) {
      PendingSend send = doubtful.next();
      doubtful.remove();
      endings.unknown(send, "what became of those before it cannot be learnt any more");
    }
    takeNewIdentity();
  }

  private void takeNewIdentity() {
    returnedToFresh();
    numbers.takeNewIdentity();
    open = false;
  }

  /** Only of what surely was not taken. */
  private void returnedToFresh() {
    for (PendingSend send : returned.descendingMap().values()) {
      send.number = 0;
      if (send.isTold()) {
        endings.late(send, "it was not stored by its deadline, nor later");
      } else {
        fresh.addFirst(send);
        freshBytes += send.bytes.size();
      }
    }
    returned.clear();
  }

  // ── ends ──

  /**
   * Ends what is out of time; what may have been taken is told, and kept.
   *
   * @param whyNotSent the reason, for what was not refused for another one
   */
  void expire(long nowNanos, Supplier<QuorateException> whyNotSent) {
    for (PendingSend send = fresh.peekFirst();
        send != null && isDue(send, nowNanos);
        send = fresh.peekFirst()) {
      freshBytes -= fresh.removeFirst().bytes.size();
      endings.notStored(send, whyNotSent);
    }
    expireReturned(nowNanos, whyNotSent);
    for (Batch batch : underWay.values()) {
      tellDue(batch, nowNanos);
    }
  }

  private void expireReturned(long nowNanos, Supplier<QuorateException> whyNotSent) {
    Iterator<PendingSend> all = returned.values().iterator();
    while (all.hasNext()) {
      PendingSend send = all.next();
      if (!isDue(send, nowNanos)) {
        return;
      }
      if (!numbers.isDoubtful(send.number)) {
        all.remove();
        endings.notStored(send, whyNotSent);
      } else if (nowNanos - send.deadlineNanos > ASKING_NANOS) {
        all.remove();
        abandon(send, "no answer from any master long after the deadline");
      } else {
        endings.tell(send);
      }
    }
  }

  private void tellDue(Batch batch, long nowNanos) {
    for (PendingSend send : batch.sends()) {
      if (!isDue(send, nowNanos)) {
        return;
      }
      endings.tell(send);
    }
  }

  private static boolean isDue(PendingSend send, long nowNanos) {
    return send.deadlineNanos - nowNanos <= 0;
  }

  /** Nothing is sent any more. */
  void close(String why) {
    connectionLost();
    for (PendingSend send : returned.values()) {
      if (numbers.isDoubtful(send.number)) {
        endings.unknown(send, why);
      } else {
        endings.closed(send, why);
      }
    }
    fresh.forEach(send -> endings.closed(send, why));
    returned.clear();
    fresh.clear();
    freshBytes = 0;
  }

  /** All that ended since this was last asked. */
  List<Ended> takeEnded() {
    return endings.takeAll();
  }
}
