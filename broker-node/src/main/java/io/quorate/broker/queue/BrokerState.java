package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All queues, topics, subscriptions and producers as of one entry, and what the next one does. */
final class BrokerState {
  final Books books;
  final Destinations destinations;
  final Subscriptions subscriptions;
  final Sources sources;
  final Producers producers;
  final Delays delays;
  private final Sending sending;
  private final Settling settling;
  private final Transactions transactions;
  private final Moving moving;
  private final DestinationCommands destinationCommands;
  private final SubscriptionCommands subscriptionCommands;

  BrokerState(Books books) {
    this.books = books;
    destinations = new Destinations(books);
    subscriptions = new Subscriptions(books, destinations);
    sources = new Sources(destinations, subscriptions);
    producers = new Producers(books);
    delays = new Delays(books, destinations, sources);
    DeadLettering deadLettering = new DeadLettering(books, destinations);
    sending = new Sending(books, destinations, delays, new Overflow(deadLettering));
    settling = new Settling(books, sources, deadLettering);
    transactions = new Transactions(destinations, sources, sending, settling);
    moving = new Moving(books, destinations, sources);
    destinationCommands = new DestinationCommands(books, destinations, subscriptions, delays);
    subscriptionCommands = new SubscriptionCommands(books, destinations, subscriptions);
  }

  /** Whatever the entry is: time passes, and what has become due is so before the entry counts. */
  void advance(Entry entry) {
    books.counters.advance(entry);
    books.facts.rowChanged(books.counters);
    books.timeMarks.note(entry.index(), books.now());
    delays.release();
    producers.expire();
  }

  /** An entry of ours. What cannot be read changes nothing. */
  Applied apply(Entry entry) {
    if (CommandType.isBatch(entry.type())) {
      MessageBatch batch = MessageBatch.of(entry);
      return batch == null ? unreadable(entry) : apply(entry, batch);
    }
    Command command = CommandCodec.decode(entry);
    return command == null ? unreadable(entry) : apply(command);
  }

  private Applied apply(Entry entry, MessageBatch batch) {
    if (entry.type() == CommandType.SEND) {
      return CommandCodec.isSend(batch, entry.size())
          ? sending.send(entry, batch, producers.use(batch.producer()))
          : unreadable(entry);
    }
    List<Settlement> settlements = CommandCodec.settlementsAfter(batch, entry.size());
    return settlements == null
        ? unreadable(entry)
        : transactions.apply(entry, batch, settlements, producers.use(batch.producer()));
  }

  private static Applied unreadable(Entry entry) {
    return new Applied.Refused(Reason.INVALID, entry + " cannot be read as a command");
  }

  private Applied apply(Command command) {
    if (command instanceof Command.Settle settle) {
      return new Applied.Settled(settling.settle(settle.settlements()));
    }
    if (command instanceof Command.RaiseMark raise) {
      return raise(raise);
    }
    if (command instanceof Command.OpenProducer open) {
      return producers.open(open.producer(), open.mode());
    }
    if (command instanceof Command.Move move) {
      return moving.move(move);
    }
    if (command instanceof Command.Subscribe subscribe) {
      return subscriptionCommands.subscribe(subscribe);
    }
    if (command instanceof Command.Unsubscribe unsubscribe) {
      return subscriptionCommands.unsubscribe(unsubscribe);
    }
    return administer(command);
  }

  private Applied administer(Command command) {
    if (command instanceof Command.CreateDestination create) {
      return destinationCommands.create(create);
    }
    if (command instanceof Command.UpdateDestination update) {
      return destinationCommands.update(update);
    }
    if (command instanceof Command.DeleteDestination delete) {
      return destinationCommands.delete(delete);
    }
    if (command instanceof Command.Purge purge) {
      return destinationCommands.purge(purge);
    }
    if (command instanceof Command.Pause pause) {
      return destinationCommands.pause(pause);
    }
    // A tick does nothing but pass the time.
    return Applied.DONE;
  }

  private Applied raise(Command.RaiseMark raise) {
    Source source = sources.find(raise.sourceId());
    if (source == null) {
      return new Applied.Refused(Reason.NOT_FOUND, "there is no source " + raise.sourceId());
    }
    source.handling().raise(raise.below());
    for (long position : raise.single()) {
      if (position >= 0 && source.holds(position)) {
        source.handling().mark(position);
      }
    }
    return Applied.DONE;
  }

  long digest() {
    return books.facts.digest() + books.delayed.digest() + books.backOffs.digest();
  }

  // ── rows ──

  void checkpoint(Consumer<Row> rows) {
    books.facts.checkpoint(rows);
    books.pages.checkpoint(rows);
  }

  void snapshot(Consumer<Row> rows) {
    if (books.counters.index() > 0) {
      accept(books.counters, rows);
      accept(books.timeMarks, rows);
    }
    for (Destination destination : destinations.all()) {
      accept(destination, rows);
      destination.snapshotParts(rows);
    }
    for (SubscriptionState subscription : subscriptions.all()) {
      accept(subscription, rows);
      subscription.snapshotParts(rows);
    }
    producers.all().forEach(producer -> accept(producer, rows));
    books.delayed.snapshot(rows);
    books.backOffs.snapshot(rows);
  }

  private static void accept(Fact fact, Consumer<Row> rows) {
    rows.accept(new Row(fact.key(), fact.value()));
  }

  /** What was taken from the rows becomes the state. Subscriptions find their topics last. */
  void load(Rows rows) {
    for (Row row : rows.destinations) {
      load(row, rows);
    }
    for (DeadLetterRun run : rows.deadLetters) {
      if (destinations.byId(run.queueId) instanceof QueueState queue) {
        queue.load(run);
      }
    }
    for (Row row : rows.subscriptions) {
      subscriptions.add(SubscriptionState.load(books, row, rows));
    }
    producers.load(rows.producers);
    books.facts.endLoad();
  }

  private void load(Row row, Rows rows) {
    long id = Rows.id(row);
    FieldReader in = new FieldReader(Rows.value(row));
    String name = in.text();
    Destination loaded =
        row.key()[0] == RowKind.QUEUE
            ? new QueueState(books, id, name, DestinationOptions.DEFAULT)
            : new TopicState(books, id, name, DestinationOptions.DEFAULT);
    loaded.load(in, rows);
    destinations.add(loaded);
  }

  void setListener(@Nullable StateListener listener) {
    books.setListener(listener);
  }
}
