package io.quorate.broker.queue;

import io.quorate.broker.queue.Applied.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to destinations as a whole. */
final class DestinationCommands {
  private final Books books;
  private final Destinations destinations;
  private final Subscriptions subscriptions;
  private final Delays delays;

  DestinationCommands(
      Books books, Destinations destinations, Subscriptions subscriptions, Delays delays) {
    this.books = books;
    this.destinations = destinations;
    this.subscriptions = subscriptions;
    this.delays = delays;
  }

  Applied create(Command.CreateDestination command) {
    Address address = command.address();
    Destination there = destinations.find(address);
    if (there != null) {
      return isAlike(there, command)
          ? Applied.DONE
          : new Applied.Refused(
              Reason.ALREADY_EXISTS, address + " is there already, with other options");
    }
    Applied.Refused refused = destinations.refusal(address, 0);
    refused = refused == null ? refusal(command.options()) : refused;
    if (refused != null) {
      return refused;
    }
    destinations.create(address, command.options(), command.owner());
    return Applied.DONE;
  }

  private static boolean isAlike(Destination there, Command.CreateDestination command) {
    ProducerId owner = there.owner();
    return there.options().equals(command.options())
        && (owner == null ? command.owner() == null : owner.equals(command.owner()));
  }

  private static Applied.@Nullable Refused refusal(DestinationOptions options) {
    String queue = options.deadLetterQueue();
    String problem = queue.isEmpty() ? null : Names.problemOfDestination(queue);
    return problem == null
        ? null
        : new Applied.Refused(Reason.INVALID, "dead-letter queue: " + problem);
  }

  Applied update(Command.UpdateDestination command) {
    Destination there = destinations.find(command.address());
    if (there == null) {
      return notFound(command.address());
    }
    Applied.Refused refused = refusal(command.options());
    if (refused != null) {
      return refused;
    }
    there.setOptions(command.options());
    books.listener().destinationChanged(there.address());
    return Applied.DONE;
  }

  Applied pause(Command.Pause command) {
    Destination there = destinations.find(command.address());
    if (there == null) {
      return notFound(command.address());
    }
    if (there.isPaused() != command.paused()) {
      there.setPaused(command.paused());
      books.listener().destinationChanged(there.address());
    }
    return Applied.DONE;
  }

  Applied purge(Command.Purge command) {
    QueueState queue = destinations.queue(command.queue());
    return queue == null
        ? notFound(Address.queue(command.queue()))
        : new Applied.Counted(queue.removeAll() + delays.removeAll(queue));
  }

  Applied delete(Command.DeleteDestination command) {
    Destination there = destinations.find(command.address());
    if (there == null) {
      return notFound(command.address());
    }
    List<SubscriptionState> named = named(there);
    long messages = there.waiting() + there.delayed();
    if (!command.force() && (messages > 0 || !named.isEmpty())) {
      return new Applied.Refused(
          Reason.IN_USE,
          String.format(
              "%s holds %d messages and %d subscriptions: empty it first, or delete it by force",
              there.address(), messages, named.size()));
    }
    named.forEach(subscriptions::remove);
    delays.removeAll(there);
    destinations.remove(there);
    return Applied.DONE;
  }

  /** Those that are for this topic alone. */
  private static List<SubscriptionState> named(Destination destination) {
    List<SubscriptionState> named = new ArrayList<>();
    if (destination instanceof TopicState topic) {
      for (SubscriptionState subscription : topic.subscriptions()) {
        if (subscription.pattern().isName()) {
          named.add(subscription);
        }
      }
    }
    return named;
  }

  private static Applied.Refused notFound(Address address) {
    return new Applied.Refused(Reason.NOT_FOUND, "there is no " + address);
  }
}
