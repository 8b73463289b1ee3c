package io.quorate.broker.queue;

import com.google.protobuf.ByteString;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Commands of every kind at a few small queues, topics and subscriptions, from a seed. */
final class RandomCommands {
  private static final int PRODUCERS = 3;
  private static final String[] QUEUES = {"a", "b", "c", "DLQ.a"};
  private static final String[] TOPICS = {"t.x", "t.y", "u"};
  private static final String[] PATTERNS = {"t.x", "u", "t.*", ">"};

  /** Where messages wait, for commands that are to hit one. */
  interface Targets {
    /** Of all sources; empty: none is known. */
    List<Long> sources();

    List<Long> positions(long sourceId);

    /** -1: not known. */
    long lastSequence(ProducerId producer);
  }

  private static final Targets UNKNOWN =
      new Targets() {
        @Override
        public List<Long> sources() {
          return List.of();
        }

        @Override
        public List<Long> positions(long sourceId) {
          return List.of();
        }

        @Override
        public long lastSequence(ProducerId producer) {
          return -1;
        }
      };

  private final SplittableRandom random;
  private final Targets targets;
  private final long[] sequences = new long[PRODUCERS];

  RandomCommands(SplittableRandom random) {
    this(random, UNKNOWN);
  }

  RandomCommands(SplittableRandom random, Targets targets) {
    this.random = random;
    this.targets = targets;
  }

  /** A log of them, with barriers, the diagnostic log's entries and time that goes on. */
  static List<Entry> log(SplittableRandom random, int count) {
    RandomCommands commands = new RandomCommands(random);
    List<Entry> entries = new ArrayList<>();
    LogEnd end = LogEnd.START;
    long epoch = 1;
    long time = 1_000_000;
    for (int i = 0; i < count; i++) {
      time += random.nextInt(40) == 0 ? 70_000 : random.nextInt(200);
      Entry entry;
      if (random.nextInt(25) == 0) {
        epoch++;
        entry = entry(end, epoch, EntryType.BARRIER, time, ByteBuffer.allocate(0));
      } else if (random.nextInt(25) == 0) {
        entry = entry(end, epoch, EntryType.MESSAGE, time, ByteBuffer.allocate(24));
      } else {
        CommandCodec.Encoded next = CommandCodec.encode(commands.next());
        entry = entry(end, epoch, next.type(), time, next.payload());
      }
      entries.add(entry);
      end = entry.end();
    }
    return entries;
  }

  private static Entry entry(
      LogEnd before, long epoch, byte type, long timeMillis, ByteBuffer payload) {
    return Entry.after(before, epoch, type, Entry.VERSION, timeMillis, payload);
  }

  Command next() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      return send();
    }
    if (dice < 62) {
      return new Command.Settle(settlements());
    }
    if (dice < 70) {
      return transact();
    }
    if (dice < 76) {
      long source = sourceId();
      return new Command.RaiseMark(source, numbers(10), positions(source));
    }
    if (dice < 80) {
      int from = random.nextInt(PRODUCERS);
      return new Command.OpenProducer(
          producer(from), mode(random.nextInt(8) == 0 ? from + 1 : from));
    }
    if (dice < 84) {
      long source = sourceId();
      return new Command.Move(source, positions(source), random.nextBoolean() ? "" : queue());
    }
    if (dice < 90) {
      return subscription();
    }
    return dice < 93 ? new Command.Tick() : administration();
  }

  private Command send() {
    int count = 1 + random.nextInt(5);
    int from = random.nextInt(PRODUCERS);
    long first = nextSequence(from, count);
    return new Command.Send(producer(from), mode(from), first, messages(count));
  }

  private Command transact() {
    int from = random.nextInt(PRODUCERS);
    long sequence = nextSequence(from, 1);
    return new Command.Transact(
        producer(from), mode(from), sequence, messages(random.nextInt(4)), settlements());
  }

  /** Mostly the right one, now and then an old one or one too far. */
  private long nextSequence(int producer, int count) {
    long last = targets.lastSequence(producer(producer));
    sequences[producer] = last < 0 ? sequences[producer] : last;
    int dice = random.nextInt(12);
    if (dice == 0) {
      return Math.max(1, sequences[producer] - random.nextInt(4));
    }
    if (dice == 1) {
      return sequences[producer] + 2 + random.nextInt(3);
    }
    sequences[producer] += count;
    return sequences[producer] - count + 1;
  }

  private static SequenceMode mode(int producer) {
    return producer % 2 == 0 ? SequenceMode.MONOTONE : SequenceMode.CONTIGUOUS;
  }

  private static ProducerId producer(int number) {
    return new ProducerId(5, number);
  }

  private List<ByteBuffer> messages(int count) {
    List<ByteBuffer> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(ByteBuffer.wrap(message().build().toByteArray()));
    }
    return messages;
  }

  private Message.Builder message() {
    boolean toTopic = random.nextInt(3) == 0;
    Message.Builder message =
        Message.newBuilder()
            .setKind(toTopic ? Message.Kind.TOPIC : Message.Kind.QUEUE)
            .setDestination(toTopic ? TOPICS[random.nextInt(TOPICS.length)] : queue())
            .setBody(ByteString.copyFrom(new byte[random.nextInt(50)]));
    if (random.nextInt(4) == 0) {
      message.setPriorityPlusOne(1 + random.nextInt(10));
    }
    if (random.nextInt(6) == 0) {
      message.setTimeToLiveMillis(1 + random.nextInt(5_000));
    }
    if (random.nextInt(6) == 0) {
      message.setDelayMillis(1 + random.nextInt(5_000));
    }
    return random.nextInt(40) == 0 ? message.setDestination("not a name") : message;
  }

  private String queue() {
    return QUEUES[random.nextInt(QUEUES.length)];
  }

  private List<Settlement> settlements() {
    List<Settlement> settlements = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      Settlement.Outcome[] outcomes = Settlement.Outcome.values();
      long source = sourceId();
      settlements.add(
          new Settlement(
              source,
              position(source),
              1 + random.nextInt(6),
              outcomes[random.nextInt(outcomes.length)],
              random.nextInt(4) == 0 ? random.nextInt(3_000) : 0,
              ""));
    }
    return settlements;
  }

  private long sourceId() {
    List<Long> sources = targets.sources();
    return sources.isEmpty() || random.nextInt(10) == 0
        ? 1L + random.nextInt(12)
        : sources.get(random.nextInt(sources.size()));
  }

  private long[] positions(long source) {
    long[] positions = new long[random.nextInt(5)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = position(source);
    }
    return positions;
  }

  private long position(long source) {
    List<Long> positions = targets.positions(source);
    if (!positions.isEmpty() && random.nextInt(10) > 0) {
      return positions.get(random.nextInt(positions.size()));
    }
    int band = random.nextInt(3) > 0 ? 5 : random.nextInt(2) * random.nextInt(Position.BANDS);
    return Position.of(band, random.nextInt(120));
  }

  private long[] numbers(int count) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(60);
    }
    return numbers;
  }

  private Command subscription() {
    SubscriptionKey key = new SubscriptionKey("client", "s" + random.nextInt(4));
    if (random.nextInt(5) == 0) {
      return new Command.Unsubscribe(key);
    }
    String pattern = PATTERNS[random.nextInt(PATTERNS.length)];
    return new Command.Subscribe(
        key, pattern, "", true, random.nextBoolean(), false, random.nextInt(10) == 0);
  }

  private Command administration() {
    Address address =
        random.nextBoolean()
            ? Address.queue(queue())
            : Address.topic(TOPICS[random.nextInt(TOPICS.length)]);
    return switch (random.nextInt(8)) {
      case 0 -> new Command.Purge(queue());
      case 1, 2 -> new Command.Pause(address, random.nextBoolean());
      case 3 -> new Command.DeleteDestination(address, random.nextBoolean());
      case 4 -> new Command.CreateDestination(address, options(), producer(1));
      default -> new Command.UpdateDestination(address, options());
    };
  }

  private DestinationOptions options() {
    OverflowPolicy[] policies = OverflowPolicy.values();
    return new DestinationOptions(
        random.nextBoolean() ? 0 : 1 + random.nextInt(20),
        0,
        policies[random.nextInt(policies.length)],
        random.nextInt(4),
        random.nextInt(3_000),
        100 + random.nextInt(200),
        random.nextInt(10_000),
        60_000,
        random.nextBoolean() ? 0 : 1 + random.nextInt(60_000),
        random.nextBoolean() ? "" : queue(),
        random.nextBoolean());
  }
}
