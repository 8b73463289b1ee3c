package io.quorate.broker.queue;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The subscriptions that outlive their consumers, and which topics each of them matches. */
final class Subscriptions {
  private final Books books;
  private final Destinations destinations;
  private final TreeMap<SubscriptionKey, SubscriptionState> byKey = new TreeMap<>();
  private final TreeMap<Long, SubscriptionState> byId = new TreeMap<>();

  Subscriptions(Books books, Destinations destinations) {
    this.books = books;
    this.destinations = destinations;
    destinations.setTopicAdded(this::link);
  }

  @Nullable SubscriptionState find(SubscriptionKey key) {
    return byKey.get(key);
  }

  @Nullable SubscriptionState byId(long id) {
    return byId.get(id);
  }

  Iterable<SubscriptionState> all() {
    return byKey.values();
  }

  int count() {
    return byKey.size();
  }

  void begin(SubscriptionState.Terms terms) {
    SubscriptionState begun = SubscriptionState.begin(books, books.counters.takeSourceId(), terms);
    add(begun);
    books.listener().sourceAdded(begun);
  }

  /** With the topics that are there; later ones are linked as they come. */
  void add(SubscriptionState subscription) {
    byKey.put(subscription.terms().key(), subscription);
    byId.put(subscription.id(), subscription);
    TopicPattern pattern = subscription.pattern();
    if (pattern.isName()) {
      TopicState topic = destinations.topic(pattern.toString());
      if (topic != null) {
        subscription.link(topic);
      }
      return;
    }
    for (TopicState topic : destinations.topics().values()) {
      if (pattern.matches(topic.name())) {
        subscription.link(topic);
      }
    }
  }

  private void link(TopicState topic) {
    for (SubscriptionState subscription : byKey.values()) {
      if (subscription.pattern().matches(topic.name())) {
        subscription.link(topic);
      }
    }
  }

  void remove(SubscriptionState subscription) {
    subscription.delete();
    byKey.remove(subscription.terms().key());
    byId.remove(subscription.id());
    books.listener().sourceRemoved(subscription);
  }

  void clear() {
    byKey.clear();
    byId.clear();
  }
}
