package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.broker.session.Administration.DestinationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds destinations by a pattern, a page in a turn: there may be very many that do not match. On
 * the loop.
 */
final class Listing {
  private static final int PAGE = 1_000;

  private final GroupBroker group;
  private final DestinationKind kind;
  private final @Nullable TopicPattern pattern;

  /** What all that match begin with. */
  private final String prefix;

  private final int limit;
  private final CompletableFuture<List<DestinationStatus>> answer;
  private final List<DestinationStatus> found = new ArrayList<>();

  Listing(
      GroupBroker group,
      DestinationKind kind,
      String pattern,
      int limit,
      CompletableFuture<List<DestinationStatus>> answer) {
    this.group = group;
    this.kind = kind;
    this.pattern = pattern.isEmpty() ? null : new TopicPattern(pattern);
    this.prefix = pattern.substring(0, firstWildcard(pattern));
    this.limit = limit;
    this.answer = answer;
  }

  /** Without the dot before it: a final {@code >} stands for nothing, too. */
  private static int firstWildcard(String pattern) {
    int at = 0;
    while (at < pattern.length() && pattern.charAt(at) != '*' && pattern.charAt(at) != '>') {
      at++;
    }
    return at > 0 && at < pattern.length() ? at - 1 : at;
  }

  void turn(Reign reign, String afterName) {
    String after = afterName;
    if (after.compareTo(prefix) < 0) {
      // The one of this very name: what follows it is looked for behind it.
      add(reign, reign.view().destination(new Address(kind, prefix)));
      after = prefix;
    }
    if (pattern != null && pattern.isName()) {
      answer.complete(found);
      return;
    }
    List<BrokerView.DestinationView> page = reign.view().destinations(kind, after, PAGE);
    for (BrokerView.DestinationView view : page) {
      after = view.address().name();
      if (found.size() == limit || !after.startsWith(prefix)) {
        answer.complete(found);
        return;
      }
      add(reign, view);
    }
    if (page.size() < PAGE || found.size() == limit) {
      answer.complete(found);
    } else {
      goOn(after);
    }
  }

  private void add(Reign reign, BrokerView.@Nullable DestinationView view) {
    if (view != null && (pattern == null || pattern.matches(view.address().name()))) {
      found.add(status(reign, view));
    }
  }

  private void goOn(String afterName) {
    var unused =
        group
            .<Boolean>call(
                (reign, done) -> {
                  turn(reign, afterName);
                  done.complete(true);
                })
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    answer.completeExceptionally(failure);
                  }
                });
  }

  static DestinationStatus status(Reign reign, BrokerView.DestinationView view) {
    Address address = view.address();
    SourceView queue =
        address.kind() == DestinationKind.QUEUE ? reign.view().queue(address.name()) : null;
    long id = queue == null ? 0 : queue.id();
    return new DestinationStatus(
        view,
        reign.dispatcher().inFlightOf(id),
        reign.consumersOf(address),
        reign.counts().trafficOf(address).received(),
        reign.counts().trafficOf(address).acknowledged(),
        reign.dispatcher().volatileMessagesOf(id));
  }
}
