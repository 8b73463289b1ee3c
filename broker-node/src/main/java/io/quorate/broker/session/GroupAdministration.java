package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.Names;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.broker.queue.selector.Selector;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What operators do with a group's destinations: checked, then done by the master on its loop. */
final class GroupAdministration implements Administration {
  private static final int LIMIT_MAX = 1_000;
  private static final int HOLDERS_MAX = 100;
  private static final int NODE_MAX = 65_535;

  private final Principal principal;
  private final @Nullable GroupBroker group;
  private final BrokerException unknownGroup;

  GroupAdministration(
      Principal principal, @Nullable GroupBroker group, BrokerException unknownGroup) {
    this.principal = principal;
    this.group = group;
    this.unknownGroup = unknownGroup;
  }

  /** What is to be checked before the loop is asked. */
  private interface Check {
    void run() throws BrokerException;
  }

  private <T> CompletionStage<T> call(
      Gate.Verb verb, String resource, Check check, GroupBroker.ServedCall<T> action) {
    GroupBroker known = group;
    if (known == null) {
      return CompletableFuture.failedFuture(unknownGroup);
    }
    try {
      if (!known.gate().allowed(principal, verb, resource)) {
        throw new BrokerException(
            Code.NOT_ALLOWED, principal.name() + " may not " + verb + " " + resource);
      }
      check.run();
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    return known.call(action);
  }

  private CompletionStage<LogPosition> propose(
      Gate.Verb verb, Address address, Check check, Command command) {
    return call(
        verb,
        address.toString(),
        () -> {
          checkName(address);
          check.run();
        },
        (reign, answer) -> reign.propose(command, new Positions(answer)));
  }

  private record Positions(CompletableFuture<LogPosition> answer) implements Reign.Answer {
    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {
      answer.complete(position);
    }

    @Override
    public void failed(BrokerException reason) {
      answer.completeExceptionally(reason);
    }
  }

  private static void checkName(Address address) throws BrokerException {
    String problem = Names.problemOfDestination(address.name());
    if (problem != null) {
      throw new BrokerException(Code.INVALID, problem);
    }
  }

  // ── destinations ──

  @Override
  public CompletionStage<LogPosition> create(Address address, DestinationOptions options) {
    return propose(
        Gate.Verb.CREATE,
        address,
        () -> checkOptions(address, options),
        new Command.CreateDestination(address, options, null));
  }

  private static void checkOptions(Address address, DestinationOptions options)
      throws BrokerException {
    String problem = problemOf(options);
    if (problem == null && address.equals(Address.queue(options.deadLetterQueue()))) {
      problem = "another queue was expected for the dead letters of " + address;
    }
    if (problem == null && address.kind() == DestinationKind.TOPIC && isBoundedInVain(options)) {
      problem =
          "a topic with a bound refuses what is beyond it: overflow REJECT was expected, found "
              + options.overflow();
    }
    if (problem == null && !options.deadLetterQueue().isEmpty()) {
      problem = Names.problemOfDestination(options.deadLetterQueue());
    }
    if (problem != null) {
      throw new BrokerException(Code.INVALID, problem);
    }
  }

  /** What one subscription has not taken yet is not to be dropped or delayed for the others. */
  private static boolean isBoundedInVain(DestinationOptions options) {
    return (options.maxMessages() > 0 || options.maxBytes() > 0)
        && options.overflow() != OverflowPolicy.REJECT;
  }

  private static @Nullable String problemOf(DestinationOptions options) {
    if (options.maxMessages() < 0 || options.maxBytes() < 0) {
      return "a maximum of 0 (none) or more was expected";
    }
    if (options.maxDeliveries() < 0 || options.redeliveryDelayMillis() < 0) {
      return "deliveries and a redelivery delay of 0 or more were expected";
    }
    if (options.redeliveryBackoffPercent() < 100 || options.redeliveryBackoffPercent() > 10_000) {
      return "a back-off of 100 to 10000 percent was expected, found "
          + options.redeliveryBackoffPercent();
    }
    if (options.redeliveryDelayMaxMillis() < 0 || options.lockMillis() < 0) {
      return "a longest delay and a lock of 0 or more were expected";
    }
    return options.timeToLiveMillis() < 0 ? "a time to live of 0 or more was expected" : null;
  }

  @Override
  public CompletionStage<LogPosition> update(
      Address address, UnaryOperator<DestinationOptions> change) {
    return call(
        Gate.Verb.UPDATE,
        address.toString(),
        () -> checkName(address),
        (reign, answer) -> {
          try {
            DestinationOptions next = change.apply(found(reign, address).options());
            checkOptions(address, next);
            reign.propose(new Command.UpdateDestination(address, next), new Positions(answer));
          } catch (BrokerException e) {
            answer.completeExceptionally(e);
          }
        });
  }

  private static BrokerView.DestinationView found(Reign reign, Address address)
      throws BrokerException {
    BrokerView.DestinationView found = reign.view().destination(address);
    if (found == null) {
      throw notFound(address);
    }
    return found;
  }

  private static BrokerException notFound(Address address) {
    return new BrokerException(Code.NOT_FOUND, "there is no " + address);
  }

  @Override
  public CompletionStage<LogPosition> delete(Address address, boolean force) {
    return call(
        Gate.Verb.DELETE,
        address.toString(),
        () -> checkName(address),
        (reign, answer) -> {
          int consumers = reign.consumersOf(address);
          if (consumers > 0 && !force) {
            answer.completeExceptionally(
                new BrokerException(
                    Code.IN_USE,
                    address + " has " + consumers + " consumers; close them or force"));
          } else {
            reign.propose(new Command.DeleteDestination(address, force), new Positions(answer));
          }
        });
  }

  @Override
  public CompletionStage<Long> purge(String queue) {
    Address address = Address.queue(queue);
    return call(
        Gate.Verb.PURGE,
        address.toString(),
        () -> checkName(address),
        (reign, answer) ->
            reign.propose(
                new Command.Purge(queue),
                new LiveConnection.Into<>(answer, result -> ((Applied.Counted) result).count())));
  }

  @Override
  public CompletionStage<LogPosition> pause(Address address, boolean paused) {
    return propose(Gate.Verb.PAUSE, address, () -> {}, new Command.Pause(address, paused));
  }

  @Override
  public CompletionStage<List<DestinationStatus>> destinations(
      DestinationKind kind, String pattern, String afterName, int limit) {
    return call(
        Gate.Verb.MONITOR,
        pattern,
        () -> checkPattern(pattern),
        (reign, answer) ->
            new Listing(reign.group(), kind, pattern, bounded(limit), answer)
                .turn(reign, afterName));
  }

  private static void checkPattern(String pattern) throws BrokerException {
    String problem = pattern.isEmpty() ? null : Names.problemOfPattern(pattern);
    if (problem != null) {
      throw new BrokerException(Code.INVALID, problem);
    }
  }

  private static int bounded(int limit) {
    return limit <= 0 ? 100 : Math.min(limit, LIMIT_MAX);
  }

  // ── subscriptions ──

  @Override
  public CompletionStage<List<SubscriptionStatus>> subscriptions(String topicPattern) {
    return call(
        Gate.Verb.MONITOR,
        topicPattern,
        () -> checkPattern(topicPattern),
        (reign, answer) -> {
          TopicPattern wanted = topicPattern.isEmpty() ? null : new TopicPattern(topicPattern);
          List<SubscriptionStatus> found = new ArrayList<>();
          for (BrokerView.SubscriptionView view : reign.view().subscriptions()) {
            if (wanted == null
                || view.pattern().equals(topicPattern)
                || wanted.matches(view.pattern())) {
              found.add(
                  new SubscriptionStatus(
                      view,
                      reign.dispatcher().inFlightOf(view.sourceId()),
                      reign.dispatcher().subscribersOf(view.sourceId())));
            }
          }
          answer.complete(found);
        });
  }

  @Override
  public CompletionStage<LogPosition> deleteSubscription(SubscriptionKey key, boolean force) {
    return call(
        Gate.Verb.DELETE,
        "subscription " + key.name(),
        () -> {},
        (reign, answer) -> reign.unsubscribe(key, force, new Positions(answer)));
  }

  // ── messages ──

  @Override
  public CompletionStage<BrowsePage> browse(
      String queue, String selector, long afterPosition, int limit) {
    return look(
        Gate.Verb.BROWSE,
        queue,
        selector,
        (reign, looking) -> looking.page(afterPosition, bounded(limit)));
  }

  @Override
  public CompletionStage<Long> move(
      String from, String to, String selector, long limit, boolean dryRun) {
    String problem = to.isEmpty() ? null : Names.problemOfDestination(to);
    if (problem != null || from.equals(to)) {
      return CompletableFuture.failedFuture(
          new BrokerException(
              Code.INVALID, problem == null ? "from a queue to itself nothing is moved" : problem));
    }
    return look(
        Gate.Verb.MOVE,
        from,
        selector,
        (reign, looking) ->
            new Moving(reign, looking, to, limit <= 0 ? Long.MAX_VALUE : limit, dryRun).begin());
  }

  private <T> CompletionStage<T> look(
      Gate.Verb verb,
      String queue,
      String selector,
      BiFunction<Reign, Looking, CompletableFuture<T>> action) {
    Address address = Address.queue(queue);
    Selector parsed;
    try {
      checkName(address);
      parsed = Subscribing.parsed(selector);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    return call(
        verb,
        address.toString(),
        () -> {},
        (reign, answer) -> {
          SourceView source = reign.view().queue(queue);
          if (source == null) {
            answer.completeExceptionally(notFound(address));
          } else {
            var unused =
                action
                    .apply(reign, new Looking(reign, source.id(), parsed))
                    .whenComplete(
                        (found, failure) -> {
                          if (failure == null) {
                            answer.complete(found);
                          } else {
                            answer.completeExceptionally(failure);
                          }
                        });
          }
        });
  }

  // ── the node ──

  @Override
  public CompletionStage<DiskReport> diskWhy() {
    return call(
        Gate.Verb.MONITOR,
        "disk",
        () -> {},
        (reign, answer) -> answer.complete(reign.diskReport(HOLDERS_MAX)));
  }

  @Override
  public CompletionStage<List<String>> reasonsNotToStop(int node) {
    return call(
        Gate.Verb.MONITOR,
        "node",
        () -> checkNode(node),
        (reign, answer) ->
            answer.complete(
                node == 0 ? reign.reasonsNotToStop() : reign.reasonsNotToStop(NodeId.of(node))));
  }

  private void checkNode(int node) throws BrokerException {
    if (node < 0
        || node > NODE_MAX
        || (node > 0 && group != null && !group.knows(NodeId.of(node)))) {
      throw new BrokerException(
          Code.NOT_FOUND,
          "there is no node " + Integer.toUnsignedString(node) + " in this cluster");
    }
  }
}
