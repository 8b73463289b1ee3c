package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.replication.model.LogPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What operators do with destinations. Only the group's master answers. */
public interface Administration {
  CompletionStage<LogPosition> create(Address address, DestinationOptions options);

  CompletionStage<LogPosition> update(Address address, UnaryOperator<DestinationOptions> change);

  CompletionStage<LogPosition> delete(Address address, boolean force);

  CompletionStage<Long> purge(String queue);

  CompletionStage<LogPosition> pause(Address address, boolean paused);

  /**
   * In the order of names.
   *
   * @param limit at most 1,000
   */
  CompletionStage<List<DestinationStatus>> destinations(
      DestinationKind kind, String pattern, String afterName, int limit);

  CompletionStage<List<SubscriptionStatus>> subscriptions(String topicPattern);

  CompletionStage<LogPosition> deleteSubscription(SubscriptionKey key, boolean force);

  CompletionStage<BrowsePage> browse(String queue, String selector, long afterPosition, int limit);

  /**
   * Moves messages, or counts what would be moved.
   *
   * @param to empty: each back to where it came from
   */
  CompletionStage<Long> move(String from, String to, String selector, long limit, boolean dryRun);

  CompletionStage<DiskReport> diskWhy();

  /**
   * Why a node may not be stopped while the others go on serving; empty: it may.
   *
   * @param node its number; 0: the master's
   */
  CompletionStage<List<String>> reasonsNotToStop(int node);

  record DestinationStatus(
      BrokerView.DestinationView view,
      long inFlight,
      int consumers,
      long received,
      long acknowledged,
      long volatileMessages) {}

  record SubscriptionStatus(BrokerView.SubscriptionView view, long inFlight, int consumers) {}

  /**
   * A page of waiting messages.
   *
   * @param next where to go on; 0: that was all
   */
  record BrowsePage(List<Browsed> messages, long next) {}

  record Browsed(long position, Delivery delivery, boolean inFlight, long deliverAtMillis) {}

  record DiskReport(
      long logBytes,
      long keptBytes,
      long stateBytes,
      long freeBytes,
      long firstIndex,
      long lastIndex,
      List<BrokerView.Holder> holders) {}
}
