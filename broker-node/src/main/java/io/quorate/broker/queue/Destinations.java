package io.quorate.broker.queue;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All queues and topics, by name and by id. */
final class Destinations {
  static final String DEAD_LETTER_PREFIX = "DLQ.";

  private static final byte[] NO_NAME = {};

  private final Books books;
  private final TreeMap<String, QueueState> queues = new TreeMap<>();
  private final TreeMap<String, TopicState> topics = new TreeMap<>();
  private final TreeMap<Long, Destination> byId = new TreeMap<>();

  /** The one looked up last: a producer seldom changes its destination from message to message. */
  private @Nullable Destination recent;

  private byte[] recentName = NO_NAME;
  private Consumer<TopicState> topicAdded = topic -> {};

  Destinations(Books books) {
    this.books = books;
  }

  /** Told of topics that are created. */
  void setTopicAdded(Consumer<TopicState> told) {
    topicAdded = told;
  }

  NavigableMap<String, QueueState> queues() {
    return queues;
  }

  NavigableMap<String, TopicState> topics() {
    return topics;
  }

  @Nullable QueueState queue(String name) {
    return queues.get(name);
  }

  @Nullable TopicState topic(String name) {
    return topics.get(name);
  }

  @Nullable Destination find(Address address) {
    return address.kind() == DestinationKind.QUEUE
        ? queues.get(address.name())
        : topics.get(address.name());
  }

  @Nullable Destination byId(long id) {
    return byId.get(id);
  }

  Iterable<Destination> all() {
    return byId.values();
  }

  int count() {
    return byId.size();
  }

  /** Where a message wants to go; null: not there yet. */
  @Nullable Destination find(MessageHeader message) {
    Destination last = recent;
    if (last != null
        && last.address().kind() == message.kind()
        && message.isDestination(recentName)) {
      return last;
    }
    Destination found = find(new Address(message.kind(), message.destination()));
    if (found != null) {
      recent = found;
      recentName = found.name().getBytes(StandardCharsets.UTF_8);
    }
    return found;
  }

  /** Why it cannot be created, apart from being there already; null: it can. */
  Applied.@Nullable Refused refusal(Address address, int moreThanNow) {
    String problem = Names.problemOfDestination(address.name());
    if (problem != null) {
      return new Applied.Refused(Applied.Reason.INVALID, problem);
    }
    return count() + moreThanNow >= books.limits.destinationsMax()
        ? new Applied.Refused(
            Applied.Reason.LIMIT_REACHED,
            count() + " destinations are there, no more are allowed: delete some")
        : null;
  }

  /** To be asked for a {@link #refusal} before. */
  Destination create(Address address, DestinationOptions options, @Nullable ProducerId owner) {
    long id = books.counters.takeSourceId();
    Destination created =
        address.kind() == DestinationKind.QUEUE
            ? new QueueState(books, id, address.name(), options)
            : new TopicState(books, id, address.name(), options);
    created.setOwner(owner);
    add(created);
    if (created instanceof QueueState queue) {
      books.listener().sourceAdded(queue);
    } else if (created instanceof TopicState topic) {
      topicAdded.accept(topic);
    }
    books.listener().destinationChanged(address);
    return created;
  }

  void add(Destination destination) {
    byId.put(destination.id(), destination);
    if (destination instanceof QueueState queue) {
      queues.put(queue.name(), queue);
    } else if (destination instanceof TopicState topic) {
      topics.put(topic.name(), topic);
    }
    books.facts.rowChanged(destination);
  }

  void remove(Destination destination) {
    recent = null;
    destination.delete();
    byId.remove(destination.id());
    if (destination instanceof QueueState queue) {
      queues.remove(queue.name());
      books.listener().sourceRemoved(queue);
    } else {
      topics.remove(destination.name());
    }
    books.listener().destinationDeleted(destination.address());
  }

  void clear() {
    queues.clear();
    topics.clear();
    byId.clear();
    recent = null;
  }

  static boolean isForDeadLetters(Address address) {
    return address.kind() == DestinationKind.QUEUE && address.name().startsWith(DEAD_LETTER_PREFIX);
  }

  /** What the destination's dead letters go to. */
  static Address deadLetterQueue(Destination destination) {
    String chosen = destination.options().deadLetterQueue();
    return Address.queue(chosen.isEmpty() ? DEAD_LETTER_PREFIX + destination.name() : chosen);
  }
}
