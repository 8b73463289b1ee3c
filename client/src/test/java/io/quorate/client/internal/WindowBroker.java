package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Durability;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.internal.ProducerWindow.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A broker that takes each number once and only after the one before, behind a network that loses
 * answers and delivers frames of dead connections long after: what a {@link ProducerWindow} has to
 * cope with. All chance comes from the seed.
 */
final class WindowBroker {
  /** A batch on its way, under the identity and in the epoch in which it was sent. */
  private record Frame(ByteString identity, long epoch, long first, List<ByteString> messages) {
    Frame(ByteString identity, long epoch, Batch batch) {
      this(identity, epoch, batch.first(), batch.sends().stream().map(send -> send.bytes).toList());
    }

    long last() {
      return first + messages.size() - 1;
    }
  }

  /** What a producer is remembered by. */
  private static final class Memory {
    private long last;
    private final Map<Long, Boolean> rejected = new HashMap<>();
    private boolean isProven;
  }

  private final SplittableRandom random;
  private final ProducerWindow window;
  private final Map<ByteString, Memory> producers = new HashMap<>();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final List<Frame> strays = new ArrayList<>();
  private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
  private final List<ByteString> log = new ArrayList<>();
  private long epoch = 1;
  private boolean isConnected;
  private boolean isKind;

  WindowBroker(SplittableRandom random, ProducerWindow window) {
    this.random = random;
    this.window = window;
  }

  List<ByteString> log() {
    return log;
  }

  /** From now on nothing goes wrong. */
  void becomeKind() {
    isKind = true;
  }

  boolean isConnected() {
    return isConnected;
  }

  /** Connects if need be, makes the producer known if it wants that, and takes what it sends. */
  void exchange(long nowNanos) {
    isConnected = true;
    if (window.wantsOpening()) {
      Memory memory = producers.computeIfAbsent(window.identity(), id -> new Memory());
      window.opened(epoch, memory.last);
    }
    for (Batch batch = window.nextBatch(nowNanos);
        batch != null;
        batch = window.nextBatch(nowNanos)) {
      frames.add(new Frame(window.identity(), epoch, batch));
      if (chance(3)) {
        return;
      }
    }
  }

  /** The master takes the next frame; its answer sets out. */
  void takeFrame() {
    Frame frame = frames.pollFirst();
    if (frame != null) {
      Runnable answer = take(frame);
      answers.add(answer);
    }
  }

  void deliverAnswer() {
    Runnable answer = answers.pollFirst();
    if (answer != null) {
      answer.run();
    }
  }

  /** What is on its way to the master may arrive later all the same. */
  void breakConnection() {
    isConnected = false;
    strays.addAll(frames);
    frames.clear();
    answers.clear();
    window.connectionLost();
  }

  /** A frame of a dead connection arrives; frames of one connection arrive in their order. */
  void takeStray() {
    if (!strays.isEmpty()) {
      take(strays.remove(0));
    }
  }

  /** A new master: of what the old one had not stored it knows nothing, and never will. */
  void changeMaster() {
    breakConnection();
    strays.clear();
    epoch++;
  }

  /**
   * Only after days of silence: never one that has something in doubt and nothing confirmed, and no
   * frame is on its way for so long.
   */
  void forgetProducers() {
    breakConnection();
    strays.clear();
    producers.values().removeIf(memory -> memory.isProven);
  }

  private Runnable take(Frame frame) {
    long first = frame.first();
    if (chance(8)) {
      return () -> window.refusedForNow(first, new RetryLaterException(Reason.OVERLOADED, ""), 0);
    }
    if (chance(30)) {
      NotStoredException why = new NotStoredException(Reason.NOT_ALLOWED, "");
      return () -> window.refusedForGood(first, why, 0);
    }
    if (chance(8)) {
      return unknown(frame);
    }
    return answer(frame);
  }

  /** Stored at once, later, or never. */
  private Runnable unknown(Frame frame) {
    if (chance(2)) {
      store(frame);
    } else if (chance(2)) {
      strays.add(frame);
    }
    OutcomeUnknownException why = new OutcomeUnknownException(Reason.OUTCOME_UNKNOWN, "");
    return () -> window.unknown(frame.first(), why, 0);
  }

  private Runnable answer(Frame frame) {
    long first = frame.first();
    Memory memory = producers.get(frame.identity());
    if (memory == null) {
      NotStoredException why = new NotStoredException(Reason.PRODUCER_EXPIRED, "");
      return () -> window.expired(first, why, 0);
    }
    if (first > memory.last + 1) {
      return () -> window.gap(first, new RetryLaterException(Reason.SEQUENCE_GAP, ""), 0);
    }
    long before = memory.last;
    store(frame);
    Map<Integer, QuorateException> rejections = new HashMap<>();
    for (int i = 0; i < frame.messages().size(); i++) {
      if (memory.rejected.containsKey(first + i)) {
        rejections.put(i, new RetryLaterException(Reason.QUEUE_FULL, ""));
      }
    }
    Confirmation confirmation =
        new Confirmation(Durability.QUORUM_DISK, epoch, log.size(), 2, first <= before);
    return () -> {
      memory.isProven = true;
      window.confirmed(first, confirmation, rejections);
    };
  }

  private void store(Frame frame) {
    Memory memory = producers.get(frame.identity());
    if (memory == null || frame.first() > memory.last + 1) {
      return;
    }
    for (long number = memory.last + 1; number <= frame.last(); number++) {
      if (chance(20)) {
        memory.rejected.put(number, true);
      } else {
        log.add(frame.messages().get((int) (number - frame.first())));
      }
      memory.last = number;
    }
  }

  private boolean chance(int oneIn) {
    return !isKind && random.nextInt(oneIn) == 0;
  }
}
