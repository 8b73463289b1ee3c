package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.Names;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.broker.queue.dispatch.Dispatcher;
import io.quorate.broker.queue.dispatch.MessageFilter;
import io.quorate.broker.queue.dispatch.Subscriber;
import io.quorate.broker.queue.dispatch.Terms;
import io.quorate.broker.queue.selector.InvalidSelectorException;
import io.quorate.broker.queue.selector.Selector;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One consumer on its way in: what it wants is checked, made where it is not there, attached to.
 */
final class Subscribing {
  private static final long CREDIT_BYTES = 16L << 20;
  private static final long LOCK_MILLIS_MAX = TimeUnit.DAYS.toMillis(7);

  private final LiveConnection connection;
  private final Reign reign;
  private final SubscribeRequest wanted;
  private final DeliverySink sink;
  private final @Nullable Selector selector;

  private Subscribing(
      LiveConnection connection,
      SubscribeRequest wanted,
      DeliverySink sink,
      @Nullable Selector selector) {
    this.connection = connection;
    this.reign = connection.reign();
    this.wanted = wanted;
    this.sink = sink;
    this.selector = selector;
  }

  // ── on the caller's thread ──

  static Subscribing checked(LiveConnection connection, SubscribeRequest wanted, DeliverySink sink)
      throws BrokerException {
    String problem =
        wanted.kind() == DestinationKind.QUEUE
            ? Names.problemOfDestination(wanted.destination())
            : Names.problemOfPattern(wanted.destination());
    if (problem == null && !wanted.subscription().isEmpty()) {
      problem = Names.problemOfLabel(wanted.subscription());
    }
    problem = problem == null ? problemOf(connection, wanted) : problem;
    if (problem != null) {
      throw new BrokerException(Code.INVALID, problem);
    }
    connection.require(
        wanted.browse() ? Gate.Verb.BROWSE : Gate.Verb.RECEIVE,
        new Address(wanted.kind(), wanted.destination()));
    return new Subscribing(connection, wanted, sink, parsed(wanted.selector()));
  }

  private static @Nullable String problemOf(LiveConnection connection, SubscribeRequest wanted) {
    boolean isNamed = !wanted.subscription().isEmpty();
    if (wanted.kind() == DestinationKind.QUEUE
        && (isNamed || wanted.durable() || wanted.shared())) {
      return "subscriptions are of topics; a queue has none";
    }
    if ((wanted.durable() || wanted.shared()) != isNamed) {
      return "a durable or shared subscription has a name, and no other has one";
    }
    if (wanted.durable() && !wanted.shared() && connection.request().clientId().isEmpty()) {
      return "a durable subscription that is not shared needs a client id";
    }
    if (wanted.browse() && wanted.kind() != DestinationKind.QUEUE) {
      return "only queues can be browsed";
    }
    if (wanted.creditMessages() < 0 || wanted.creditBytes() < 0 || wanted.lockMillis() < 0) {
      return "credit and lock are expected to be 0 or more";
    }
    return null;
  }

  static @Nullable Selector parsed(String selector) throws BrokerException {
    if (selector.isBlank()) {
      return null;
    }
    try {
      return Selector.parse(selector);
    } catch (InvalidSelectorException e) {
      throw new BrokerException(Code.INVALID_SELECTOR, String.valueOf(e.getMessage()));
    }
  }

  // ── on the loop ──

  void begin(CompletableFuture<Consumer> answer) {
    int max = connection.limits().consumersPerConnectionMax();
    if (connection.consumers() >= max) {
      answer.completeExceptionally(
          new BrokerException(
              Code.LIMIT_REACHED,
              "at most " + max + " consumers are allowed on a connection",
              "",
              max,
              connection.consumers()));
    } else if (wanted.kind() == DestinationKind.QUEUE) {
      toQueue(answer);
    } else if (wanted.durable()) {
      toSubscription(answer);
    } else {
      toTopic(answer);
    }
  }

  private void toQueue(CompletableFuture<Consumer> answer) {
    Address address = Address.queue(wanted.destination());
    ProducerId owner = reign.temporaries().ownerOf(address);
    if (owner != null && !owner.equals(connection.request().connectionId())) {
      answer.completeExceptionally(
          new BrokerException(
              Code.NOT_ALLOWED, address + " is temporary; only its owner may consume from it"));
      return;
    }
    SourceView queue = reign.view().queue(address.name());
    if (queue != null) {
      attach(queue, answer);
      return;
    }
    reign.propose(
        new Command.CreateDestination(address, DestinationOptions.DEFAULT, null),
        new Then(answer, () -> reign.view().queue(address.name())));
  }

  private SubscriptionKey key() {
    return new SubscriptionKey(connection.request().clientId(), wanted.subscription());
  }

  private void toSubscription(CompletableFuture<Consumer> answer) {
    SubscriptionKey key = key();
    SourceView present = reign.view().subscription(key);
    if (present != null && isTaken(present)) {
      answer.completeExceptionally(taken());
      return;
    }
    int others = present == null ? 0 : reign.dispatcher().subscribersOf(present.id());
    // A change is refused while others consume; without them it is a new subscription.
    reign.propose(
        new Command.Subscribe(
            key,
            wanted.destination(),
            selector == null ? "" : selector.toString(),
            true,
            wanted.shared(),
            wanted.noLocal(),
            others == 0),
        new Then(answer, () -> reign.view().subscription(key)));
  }

  /** Whether another consumer has what is for one alone. */
  private boolean isTaken(SourceView source) {
    return wanted.durable()
        && !wanted.shared()
        && reign.dispatcher().subscribersOf(source.id()) > 0;
  }

  private BrokerException taken() {
    return new BrokerException(
        Code.IN_USE,
        "the durable subscription " + wanted.subscription() + " has a consumer already");
  }

  private void toTopic(CompletableFuture<Consumer> answer) {
    SubscriptionKey share = wanted.shared() ? key() : null;
    Dispatcher dispatcher = reign.dispatcher();
    Terms terms = terms(DestinationOptions.DEFAULT);
    String present = share == null ? null : dispatcher.sharedPattern(share);
    if (share != null
        && present != null
        && !(present.equals(wanted.destination())
            && terms.filterKey().equals(dispatcher.sharedFilterKey(share)))) {
      answer.completeExceptionally(
          new BrokerException(
              Code.IN_USE,
              "the shared subscription "
                  + share.name()
                  + " has consumers with another topic or selector"));
      return;
    }
    Address address = Address.topic(wanted.destination());
    LiveConsumer consumer = new LiveConsumer(connection, address, sink, false);
    TopicPattern pattern = new TopicPattern(wanted.destination());
    admit(consumer, dispatcher.listen(pattern, share, terms, consumer), answer);
  }

  /** Attaches once the command is applied, or was not needed. */
  private final class Then implements Reign.Answer {
    private final CompletableFuture<Consumer> answer;
    private final Supplier<@Nullable SourceView> source;

    Then(CompletableFuture<Consumer> answer, Supplier<@Nullable SourceView> source) {
      this.answer = answer;
      this.source = source;
    }

    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {
      SourceView found = source.get();
      if (found == null) {
        answer.completeExceptionally(
            new BrokerException(Code.NOT_FOUND, wanted.destination() + " was deleted just now"));
      } else {
        attach(found, answer);
      }
    }

    @Override
    public void failed(BrokerException reason) {
      SourceView found = source.get();
      if (reason.code() == Code.ALREADY_EXISTS
          && found != null
          && wanted.kind() == DestinationKind.QUEUE) {
        attach(found, answer);
      } else {
        answer.completeExceptionally(reason);
      }
    }
  }

  private void attach(SourceView source, CompletableFuture<Consumer> answer) {
    if (connection.isClosed()) {
      answer.completeExceptionally(new BrokerException(Code.NOT_READY, "the connection is closed"));
      return;
    }
    // Another one may have come while the subscription was agreed upon.
    if (isTaken(source)) {
      answer.completeExceptionally(taken());
      return;
    }
    LiveConsumer consumer = new LiveConsumer(connection, source.address(), sink, wanted.browse());
    Terms terms = terms(source.options());
    Subscriber subscriber =
        wanted.browse()
            ? reign.dispatcher().browse(source.id(), 0, terms, consumer)
            : reign.dispatcher().attach(source.id(), terms, consumer);
    if (subscriber == null) {
      answer.completeExceptionally(
          new BrokerException(Code.NOT_FOUND, source.address() + " was deleted just now"));
      return;
    }
    admit(consumer, subscriber, answer);
  }

  private void admit(
      LiveConsumer consumer, Subscriber subscriber, CompletableFuture<Consumer> answer) {
    consumer.begin(subscriber);
    connection.add(consumer);
    // Told before the first delivery: that comes with the dispatcher's next run.
    answer.complete(consumer);
    subscriber.addCredit(
        wanted.creditMessages(), wanted.creditBytes() == 0 ? CREDIT_BYTES : wanted.creditBytes());
  }

  private Terms terms(DestinationOptions options) {
    long lock = wanted.lockMillis() == 0 ? options.lockMillis() : wanted.lockMillis();
    return new Terms(
        filterKey(),
        filter(),
        wanted.preSettled(),
        TimeUnit.MILLISECONDS.toNanos(
            lock == 0 ? LOCK_MILLIS_MAX : Math.min(lock, LOCK_MILLIS_MAX)),
        connection.limits().unsettledPerConsumerMax());
  }

  private String filterKey() {
    String local = wanted.noLocal() ? connection.request().connectionId() + " " : "";
    return local + (selector == null ? "" : selector);
  }

  private @Nullable MessageFilter filter() {
    Selector condition = selector;
    boolean noLocal = wanted.noLocal();
    if (condition == null && !noLocal) {
      return null;
    }
    return (producer, message) ->
        !(noLocal && connection.hasProducer(producer))
            && (condition == null || condition.matches(message));
  }
}
