package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import org.jspecify.annotations.Nullable;

/** Subscribing for longer than a connection lasts, and its end. */
final class SubscriptionCommands {
  private final Books books;
  private final Destinations destinations;
  private final Subscriptions subscriptions;

  SubscriptionCommands(Books books, Destinations destinations, Subscriptions subscriptions) {
    this.books = books;
    this.destinations = destinations;
    this.subscriptions = subscriptions;
  }

  Applied subscribe(Command.Subscribe command) {
    SubscriptionState.Terms terms =
        new SubscriptionState.Terms(
            command.key(),
            command.pattern(),
            command.selector(),
            command.durable(),
            command.shared(),
            command.noLocal());
    SubscriptionState there = subscriptions.find(command.key());
    if (there != null && there.terms().equals(terms)) {
      return Applied.DONE;
    }
    if (there != null && !command.replace()) {
      return new Applied.Refused(
          Reason.ALREADY_EXISTS,
          String.format(
              "subscription '%s' is there already, of '%s' with selector '%s'",
              command.key().name(), there.terms().pattern(), there.terms().selector()));
    }
    Applied.Refused refused = refusal(command, there != null);
    if (refused != null) {
      return refused;
    }
    if (there != null) {
      subscriptions.remove(there);
    }
    subscriptions.begin(terms);
    return Applied.DONE;
  }

  private Applied.@Nullable Refused refusal(Command.Subscribe command, boolean replaces) {
    String problem = Names.problemOfLabel(command.key().name());
    if (problem == null && !command.key().clientId().isEmpty()) {
      problem = Names.problemOfLabel(command.key().clientId());
    }
    problem = problem == null ? Names.problemOfPattern(command.pattern()) : problem;
    if (problem != null) {
      return new Applied.Refused(Reason.INVALID, problem);
    }
    if (!replaces && subscriptions.count() >= books.limits.subscriptionsMax()) {
      return new Applied.Refused(
          Reason.LIMIT_REACHED,
          subscriptions.count() + " subscriptions are there, no more are allowed: delete some");
    }
    return createTopic(command.pattern());
  }

  /** A topic with a plain name comes into being with its first subscription, if it can. */
  private Applied.@Nullable Refused createTopic(String pattern) {
    if (!new TopicPattern(pattern).isName() || destinations.topic(pattern) != null) {
      return null;
    }
    Address topic = Address.topic(pattern);
    Applied.Refused refused = destinations.refusal(topic, 0);
    if (refused == null) {
      destinations.create(topic, DestinationOptions.DEFAULT, null);
    }
    return refused;
  }

  Applied unsubscribe(Command.Unsubscribe command) {
    SubscriptionState there = subscriptions.find(command.key());
    if (there == null) {
      return new Applied.Refused(
          Reason.NOT_FOUND,
          String.format(
              "there is no subscription '%s' of client '%s'",
              command.key().name(), command.key().clientId()));
    }
    subscriptions.remove(there);
    return Applied.DONE;
  }
}
