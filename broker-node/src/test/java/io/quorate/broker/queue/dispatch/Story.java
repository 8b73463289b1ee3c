package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.MessageRef;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.port.Proposal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher with a log whose commits and reads happen when the story says so: turn by turn, all
 * of it on one thread.
 */
final class Story implements Outlet {
  static final ProducerId PRODUCER = new ProducerId(1, 1);
  static final long BYTES = 1 << 20;
  static final long PATIENCE_MILLIS = 30_000;

  private record Proposed(Command command, Proposal.Answer answer) {}

  private record Read(long from, long to, Consumer<List<Entry>> reader) {}

  final PlainState state = new PlainState();
  Dispatcher dispatcher = new Dispatcher(state, this, 1 << 20);
  private final TreeMap<Long, Entry> log = new TreeMap<>();
  private LogEnd end = LogEnd.START;
  private final ArrayDeque<Proposed> proposals = new ArrayDeque<>();
  private final ArrayDeque<Read> reads = new ArrayDeque<>();
  private long cachedFrom = 1;
  private long nowNanos = 1;
  private Proposal.@Nullable Refusal refusal;
  int readsAsked;
  long lastDeadlineNanos;

  Story() {
    state.listener = dispatcher;
    dispatcher.at(nowNanos, state.timeMillis);
  }

  // ── the outlet ──

  @Override
  public void propose(Command command, Proposal.Answer answer) {
    if (refusal != null) {
      answer.refused(refusal, null, "as the story says");
    } else {
      proposals.add(new Proposed(command, answer));
    }
  }

  @Override
  public void propose(Command command, long deadlineNanos, Proposal.Answer answer) {
    lastDeadlineNanos = deadlineNanos;
    propose(command, answer);
  }

  @Override
  public @Nullable Entry cached(long index) {
    return index < cachedFrom ? null : log.get(index);
  }

  @Override
  public void read(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader) {
    readsAsked++;
    reads.add(new Read(fromInclusive, toInclusive, reader));
  }

  @Override
  public void wake() {}

  // ── what happens ──

  /** Messages in one entry, each with its number as body. */
  void send(String queue, int... priorities) {
    PlainQueue source = state.source(queue, null);
    long index = append(messages(queue, priorities));
    for (int i = 0; i < priorities.length; i++) {
      source.add(priorities[i], MessageRef.of(index, i), 0);
    }
    state.told().arrived(source);
  }

  void sendMany(String queue, int count) {
    int[] priorities = new int[count];
    java.util.Arrays.fill(priorities, 4);
    send(queue, priorities);
  }

  void sendUntil(String queue, long expiresMillis) {
    PlainQueue source = state.source(queue, null);
    long index = append(messages(queue, 4));
    source.add(4, MessageRef.of(index, 0), expiresMillis);
    state.told().arrived(source);
  }

  void publish(SubscriptionKey key, String topic, int count) {
    PlainQueue source = state.source(topic, key);
    int[] priorities = new int[count];
    long index = append(messages(topic, priorities));
    for (int i = 0; i < count; i++) {
      source.add(9, MessageRef.of(index, i), 0);
    }
    state.told().arrived(source);
  }

  /** To a topic that nobody has a durable subscription of. */
  void publishOnly(String topic, int count) {
    long index = append(messages(topic, new int[count]));
    Entry entry = entry(index);
    state.told().published(Address.topic(topic), MessageRef.of(index, 0), count, entry);
  }

  ByteBuffer messageInMemory(String destination) {
    return messages(destination, 4).get(0);
  }

  private int sent;

  private List<ByteBuffer> messages(String queue, int... priorities) {
    List<ByteBuffer> messages = new ArrayList<>();
    for (int priority : priorities) {
      Message message =
          Message.newBuilder()
              .setDestination(queue)
              .setPriorityPlusOne(priority + 1)
              .setId("m" + ++sent)
              .build();
      messages.add(ByteBuffer.wrap(message.toByteArray()));
    }
    return messages;
  }

  private long append(List<ByteBuffer> messages) {
    CommandCodec.Encoded encoded =
        CommandCodec.encode(new Command.Send(PRODUCER, SequenceMode.CONTIGUOUS, sent, messages));
    Entry entry =
        Entry.after(end, 1, encoded.type(), encoded.version(), state.timeMillis, encoded.payload());
    log.put(entry.index(), entry);
    end = entry.end();
    return entry.index();
  }

  /** Until nothing happens any more by itself. */
  void settle() {
    for (int i = 0; i < 1_000; i++) {
      boolean more = dispatcher.run();
      if (!commit() && !answerReads() && !more) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + proposals);
  }

  boolean commit() {
    List<Proposed> all = List.copyOf(proposals);
    proposals.clear();
    for (Proposed one : all) {
      Applied result = state.apply(one.command);
      one.answer.committed(new LogPosition(1, state.index()), 2, result);
    }
    return !all.isEmpty();
  }

  private boolean answerReads() {
    List<Read> all = List.copyOf(reads);
    reads.clear();
    for (Read read : all) {
      List<Entry> entries = new ArrayList<>();
      for (long index = read.from; index <= read.to && log.containsKey(index); index++) {
        entries.add(log.get(index));
      }
      read.reader.accept(entries);
    }
    return !all.isEmpty();
  }

  void refuse(Proposal.@Nullable Refusal reason) {
    refusal = reason;
  }

  void forgetCache() {
    cachedFrom = end.index() + 1;
  }

  void lose(long index) {
    log.remove(index);
    forgetCache();
  }

  Entry entry(long index) {
    return Objects.requireNonNull(log.get(index));
  }

  void restore(Entry entry) {
    log.put(entry.index(), entry);
  }

  void pass(long millis) {
    passIdle(millis);
    settle();
  }

  /** Nothing that is proposed is committed meanwhile. */
  void passIdle(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    state.timeBecomes(state.timeMillis + millis);
    dispatcher.at(nowNanos, state.timeMillis);
    dispatcher.onTick();
    dispatcher.run();
  }

  /** Another master serves; what was proposed and not committed is lost with the old one. */
  void failOver() {
    proposals.clear();
    reads.clear();
    state.newEpoch();
    dispatcher = new Dispatcher(state, this, 1 << 20);
    state.listener = dispatcher;
    dispatcher.at(nowNanos, state.timeMillis);
  }

  // ── who takes part ──

  Taker listener(String pattern, @Nullable SubscriptionKey share, int credit) {
    Taker taker = new Taker();
    Subscriber subscriber =
        dispatcher.listen(new TopicPattern(pattern), share, plainTerms(), taker);
    taker.subscriber = subscriber;
    subscriber.addCredit(credit, BYTES);
    return taker;
  }

  Taker browser(String queue, long afterPosition, int credit) {
    Taker taker = new Taker();
    Subscriber subscriber =
        dispatcher.browse(state.source(queue, null).id(), afterPosition, plainTerms(), taker);
    taker.subscriber = subscriber;
    taker.subscriber().addCredit(credit, BYTES);
    return taker;
  }

  Taker taker(String queue, int credit) {
    return taker(state.source(queue, null).id(), plainTerms(), credit);
  }

  static Terms plainTerms() {
    return new Terms("", null, false, TimeUnit.SECONDS.toNanos(60), 1_000);
  }

  Taker taker(long source, Terms terms, int credit) {
    return taker(source, terms, credit, BYTES);
  }

  Taker taker(long source, Terms terms, int credit, long creditBytes) {
    Taker taker = new Taker();
    Subscriber subscriber = dispatcher.attach(source, terms, taker);
    if (subscriber == null) {
      throw new AssertionError("no source " + source);
    }
    taker.subscriber = subscriber;
    subscriber.addCredit(credit, creditBytes);
    return taker;
  }

  /** A consumer that remembers what it got. */
  final class Taker implements Receiver {
    final List<Dispatched> got = new ArrayList<>();
    @Nullable Subscriber subscriber;
    boolean writable = true;
    int drained;
    @Nullable String closedFor;

    Subscriber subscriber() {
      if (subscriber == null) {
        throw new IllegalStateException();
      }
      return subscriber;
    }

    @Override
    public void deliver(List<Dispatched> messages) {
      got.addAll(messages);
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public void drained() {
      drained++;
    }

    @Override
    public void closed(String reason) {
      closedFor = reason;
    }

    List<String> ids() {
      return got.stream().map(Story::idOf).toList();
    }

    Answered acknowledge(long fromTag, long toTag) {
      return say(fromTag, toTag, Settlement.Outcome.ACKNOWLEDGED, 0);
    }

    Answered say(long fromTag, long toTag, Settlement.Outcome outcome, long delayMillis) {
      Answered call = new Answered(nowNanos + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
      dispatcher.settle(call).note(subscriber(), fromTag, toTag, outcome, delayMillis, "");
      return call;
    }
  }

  /** How a settlement ended. */
  static final class Answered implements SettleCall {
    private final long deadlineNanos;
    @Nullable String end;
    int tooLate;

    @Override
    public void tooLate(int count) {
      tooLate += count;
    }

    Answered(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void applied() {
      end = "applied";
    }

    @Override
    public void refused(
        Proposal.Refusal reason,
        io.quorate.replication.model.@Nullable NodeId master,
        String detail) {
      end = "refused " + reason;
    }

    @Override
    public void unknown(String detail) {
      end = "unknown";
    }
  }

  static String idOf(Dispatched message) {
    try {
      return Message.parseFrom(message.message()).getId();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
