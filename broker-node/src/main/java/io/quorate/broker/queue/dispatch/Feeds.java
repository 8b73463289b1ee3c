package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.TopicPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All subscribers of topics that leave no trace, found by what is published. */
final class Feeds {
  /** Topics whose feeds are remembered. */
  private static final int KNOWN_TOPICS_MAX = 10_000;

  private final Dispatcher dispatcher;
  private final LinkedHashSet<Feed> all = new LinkedHashSet<>();
  private final TreeMap<SubscriptionKey, Feed> shared = new TreeMap<>();
  private final TreeMap<String, List<Feed>> byTopic = new TreeMap<>();

  Feeds(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  Feed feed(TopicPattern pattern, @Nullable SubscriptionKey share, Terms terms) {
    Feed present = share == null ? null : shared.get(share);
    if (present != null) {
      return present;
    }
    Feed feed = new Feed(dispatcher, pattern, terms);
    all.add(feed);
    byTopic.clear();
    if (share != null) {
      shared.put(share, feed);
    }
    return feed;
  }

  void remove(Feed feed) {
    all.remove(feed);
    shared.values().remove(feed);
    byTopic.clear();
  }

  @Nullable String sharedPattern(SubscriptionKey share) {
    Feed feed = shared.get(share);
    return feed == null ? null : feed.pattern().toString();
  }

  @Nullable String sharedFilterKey(SubscriptionKey share) {
    Feed feed = shared.get(share);
    return feed == null ? null : feed.terms().filterKey();
  }

  void publish(String topic, Item item) {
    if (!all.isEmpty()) {
      of(topic).forEach(feed -> feed.backlog().add(item));
    }
  }

  int listenersOf(String topic) {
    int count = 0;
    for (Feed feed : of(topic)) {
      count += feed.subscribers();
    }
    return count;
  }

  private List<Feed> of(String topic) {
    List<Feed> known = byTopic.get(topic);
    if (known != null) {
      return known;
    }
    List<Feed> matching = new ArrayList<>();
    for (Feed feed : all) {
      if (feed.pattern().matches(topic)) {
        matching.add(feed);
      }
    }
    if (byTopic.size() >= KNOWN_TOPICS_MAX) {
      byTopic.clear();
    }
    byTopic.put(topic, matching);
    return matching;
  }
}
