package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.SimpleBroker.Shelf;
import io.quorate.broker.queue.SimpleBroker.Waiting;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands, at the state machine and at a second, simple implementation. After each of them
 * both must hold the same messages in the same condition, and have given the same answer. In
 * between the state machine is replaced by one that was loaded from its checkpoints or from a
 * snapshot.
 */
class BrokerModelTest {
  private static final int COMMANDS = 600;
  private static final StateLimits TIGHT = new StateLimits(9, 4, 2, 1_000_000, 100_000, 3);

  private final SimpleBroker model = new SimpleBroker(TIGHT);
  private final RecordedPositions told = new RecordedPositions();
  private SavedRows saved = new SavedRows();
  private BrokerStateMachine broker = machine(saved);
  private LogEnd end = LogEnd.START;
  private long epoch = 1;
  private long millis = 1_000_000;

  private static BrokerStateMachine machine(SavedRows rows) {
    return new BrokerStateMachine(TIGHT, rows, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void holdsWhatTheModelHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomCommands commands = new RandomCommands(random, targets());
    broker.setListener(told);
    for (int i = 0; i < COMMANDS; i++) {
      millis += random.nextInt(40) == 0 ? 70_000 : random.nextInt(300);
      if (random.nextInt(25) == 0) {
        epoch++;
        append(EntryType.BARRIER, ByteBuffer.allocate(0));
      } else {
        apply(commands.next(), "seed " + seed + ", command " + i);
      }
      switch (random.nextInt(20)) {
        case 0 -> saved.checkpoint(broker::checkpoint);
        case 1 -> restart();
        case 2 -> moveHouse();
        default -> {}
      }
    }
  }

  private void apply(Command command, String where) {
    CommandCodec.Encoded encoded = CommandCodec.encode(command);
    told.begin(broker, model.shelves.keySet());
    Object answer = append(encoded.type(), encoded.payload());
    String what = where + ": " + command;

    assertThat(inShort(answer)).as(what).isEqualTo(inShort(model.apply(command)));
    assertThat(pictureOfBroker()).as(what).isEqualTo(pictureOfModel());
    assertThat(broker.liveBefore(Long.MAX_VALUE)).as(what).isEqualTo(liveInModel());
    told.check(broker, model.shelves.keySet(), what);
  }

  private Object append(byte type, ByteBuffer payload) {
    Entry entry = Entry.after(end, epoch, type, Entry.VERSION, millis, payload);
    end = entry.end();
    model.advance(entry.index(), epoch, millis);
    return broker.apply(entry);
  }

  /** From its own disk. What was applied since the last checkpoint would be replayed: none is. */
  private void restart() {
    saved.checkpoint(broker::checkpoint);
    replaceBy(saved);
  }

  /** To another node, as a snapshot. */
  private void moveHouse() {
    SavedRows rows = new SavedRows();
    rows.replace(broker::snapshot);
    replaceBy(rows);
  }

  private void replaceBy(SavedRows rows) {
    BrokerStateMachine loaded = machine(rows);
    loaded.load(rows.list());
    assertThat(loaded.digest()).isEqualTo(broker.digest());
    saved = rows;
    broker = loaded;
    broker.setListener(told);
  }

  // ── pictures ──

  /** Answers without their texts, of which only people make use. */
  private static String inShort(Object answer) {
    if (answer instanceof Applied.Refused refused) {
      return refused.reason().toString();
    }
    if (answer instanceof Applied.Sent sent) {
      StringBuilder text = new StringBuilder("sent, duplicates " + sent.duplicates());
      sent.rejected().forEach(each -> text.append(" " + each.ordinal() + each.reason()));
      return text.toString();
    }
    return answer.toString();
  }

  private List<String> pictureOfBroker() {
    List<String> picture = new ArrayList<>();
    for (long id : model.shelves.keySet()) {
      SourceView source = broker.source(id);
      picture.add(source == null ? "no source " + id : "source " + source.messages());
      if (source != null) {
        BrokerLog.waiting(source).forEach(position -> picture.add(describe(source, position)));
        TreeSet<Long> expired = new TreeSet<>();
        for (long position : broker.expired(id, millis, 0, 10_000).positions()) {
          expired.add(position);
        }
        picture.add("due " + BrokerLog.due(source) + " expired " + expired);
      }
    }
    model.homes.keySet().forEach(address -> picture.add(describe(address)));
    model.senders.keySet().forEach(id -> picture.add(id + " " + broker.lastSequence(id)));
    return picture;
  }

  private static String describe(SourceView source, long position) {
    return position
        + " "
        + BrokerLog.refOf(source, position)
        + " attempts "
        + source.attempts(position)
        + source.isRedelivered(position)
        + source.isMarked(position)
        + source.notBeforeMillis(position)
        + source.deadLetter(position);
  }

  private String describe(Address address) {
    BrokerView.DestinationView view = broker.destination(address);
    return view == null
        ? "no " + address
        : address + " " + view.options() + view.paused() + view.owner() + view.delayed();
  }

  private List<String> pictureOfModel() {
    List<String> picture = new ArrayList<>();
    for (Shelf shelf : model.shelves.values()) {
      picture.add("source " + shelf.messages.size());
      List<Long> due = new ArrayList<>();
      TreeSet<Long> expired = new TreeSet<>();
      for (Waiting message : shelf.messages) {
        picture.add(describe(shelf, message));
        if (message.notBefore == 0) {
          due.add(message.position);
        }
        if (message.expires != 0 && message.expires <= millis) {
          expired.add(message.position);
        }
      }
      picture.add("due " + due + " expired " + expired);
    }
    for (SimpleBroker.Home home : model.homes.values()) {
      long delayed = model.delayed.stream().filter(each -> each.home() == home).count();
      picture.add(home.address + " " + home.options + home.paused + home.owner + delayed);
    }
    model.senders.forEach((id, sender) -> picture.add(id + " " + sender.last));
    return picture;
  }

  private String describe(Shelf shelf, Waiting message) {
    return message.position
        + " "
        + message.ref
        + " attempts "
        + message.attempts
        + (message.redelivered || shelf.isMarked(message.position, epoch))
        + shelf.isMarked(message.position, Long.MAX_VALUE)
        + message.notBefore
        + message.dead;
  }

  private IndexRanges liveInModel() {
    TreeSet<Long> live = new TreeSet<>();
    model.shelves.values().stream()
        .flatMap(shelf -> shelf.messages.stream())
        .forEach(message -> live.add(MessageRef.index(message.ref)));
    model.delayed.forEach(message -> live.add(MessageRef.index(message.ref())));
    IndexRanges.Builder ranges = new IndexRanges.Builder();
    live.forEach(ranges::add);
    return ranges.build();
  }

  private RandomCommands.Targets targets() {
    return new RandomCommands.Targets() {
      @Override
      public List<Long> sources() {
        return new ArrayList<>(model.shelves.keySet());
      }

      @Override
      public List<Long> positions(long sourceId) {
        Shelf shelf = model.shelves.get(sourceId);
        return shelf == null
            ? List.of()
            : shelf.messages.stream().map(message -> message.position).toList();
      }

      @Override
      public long lastSequence(ProducerId producer) {
        return broker.lastSequence(producer);
      }
    };
  }
}
