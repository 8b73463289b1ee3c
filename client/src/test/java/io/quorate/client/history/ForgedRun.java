package io.quorate.client.history;

import io.quorate.client.history.History.Arrival;
import io.quorate.client.history.History.Outcome;
import io.quorate.client.history.History.Settlement;
import io.quorate.client.history.History.Trait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A broker in one thread, with clients and faults drawn from a seed, that tells what its clients
 * see, some of it late. Keeps its promises, but for the one that it is told to break once.
 */
final class ForgedRun {
  /** A promise to break. */
  enum Sabotage {
    NONE,
    LOSE_A_MESSAGE,
    STORE_A_REFUSED_MESSAGE,
    MAKE_A_MESSAGE_UP,
    DELIVER_TWICE,
    FORGET_THE_FLAG,
    SWAP_TWO_MESSAGES,
    KEEP_AN_ACKNOWLEDGED_MESSAGE,
    BURY_AN_ACKNOWLEDGED_MESSAGE,
    COMMIT_HALF_A_TRANSACTION,
    SKIP_A_SUBSCRIPTION,
    FLAG_EVERYTHING
  }

  private static final int CREDIT = 4;
  private static final int STEPS = 3000;
  private static final int SABOTAGE_FROM_STEP = 300;
  private static final int FLAGGED_AT_THE_END = 3000;

  private static final int ORDERS = 1;
  private static final int PRICES = 2;
  private static final int TRANSACTED = 3;

  /** In a queue or in a consumer's hands. The place keeps a returned one before all later ones. */
  private static final class Message {
    private final long place;
    private final long producer;
    private final long sequence;
    private boolean isFlagged;
    private boolean isSeen;
    private int returns;

    private Message(long place, long producer, long sequence) {
      this.place = place;
      this.producer = producer;
      this.sequence = sequence;
    }
  }

  /** As the message was when the master sent it off. */
  private record Dispatch(Message message, boolean isFlagged, int count) {}

  private static final class Consumer {
    private final String name;
    private final long epoch;
    private final Deque<Dispatch> onTheWay = new ArrayDeque<>();
    private final List<Message> inHand = new ArrayList<>();

    private Consumer(String name, long epoch) {
      this.name = name;
      this.epoch = epoch;
    }

    private boolean hasCredit() {
      return onTheWay.size() + inHand.size() < CREDIT;
    }
  }

  private static final class Line {
    private final String name;
    private final TreeMap<Long, Message> waiting = new TreeMap<>();
    private final List<Consumer> consumers = new ArrayList<>();

    private Line(String name) {
      this.name = name;
    }
  }

  private final SplittableRandom random;
  private final Sabotage sabotage;
  private final History history;

  private final Line orders = new Line("orders");
  private final Line deadLetters = new Line("DLQ.orders");
  private @Nullable Line reports;
  private boolean isSubscriptionTold;
  private final Map<Integer, Long> lastSequences = new TreeMap<>();
  private final List<Runnable> untold = new ArrayList<>();

  /** Still served by a master that was replaced; the name of the line comes with it. */
  private final List<Map.Entry<String, Consumer>> leftBehind = new ArrayList<>();

  private boolean isSabotageDue;
  private long lastPlace;
  private long lastTransaction;
  private long epoch = 1;
  private int lastConsumer;

  ForgedRun(long seed, Sabotage sabotage, History history) {
    this.random = new SplittableRandom(seed);
    this.sabotage = sabotage;
    this.history = history;
  }

  /** Returns whether there was an occasion for the sabotage. */
  boolean run() {
    history.failover(epoch);
    history.producerOpened(ORDERS, "orders", Set.of());
    history.producerOpened(PRICES, "prices", Set.of(Trait.TOPIC));
    history.producerOpened(TRANSACTED, "orders", Set.of());
    history.deadLettersGo("orders", "DLQ.orders");
    for (Line line : List.of(orders, orders, deadLetters)) {
      openConsumer(line);
    }
    for (int step = 0; step < STEPS; step++) {
      if (step == SABOTAGE_FROM_STEP) {
        isSabotageDue = sabotage != Sabotage.NONE;
      }
      step();
    }
    tellAll();
    if (isDue(Sabotage.FLAG_EVERYTHING)) {
      for (int i = 0; i < FLAGGED_AT_THE_END; i++) {
        send(ORDERS);
      }
      tellAll();
      orders.waiting.values().forEach(message -> message.isFlagged = true);
    }
    drain(orders);
    drain(deadLetters);
    if (reports != null) {
      drain(reports);
    }
    return !isSabotageDue;
  }

  private void step() {
    switch (random.nextInt(40)) {
      case 0 -> lose(anyLine());
      case 1 -> failover();
      case 2 -> changeSubscription();
      case 3 -> seeLeftBehind();
      case 4, 5, 6 -> transact();
      case 7, 8, 9, 10 -> send(PRICES);
      case 11, 12, 13, 14, 15 -> send(ORDERS);
      case 16, 17, 18 -> tellOne();
      case 19, 20, 21, 22, 23, 24 -> dispatch(anyLine());
      case 25, 26, 27, 28, 29, 30 -> see(anyLine());
      case 31 -> makeUp();
      default -> settle(anyLine());
    }
  }

  /** Whether the sabotage is that one and has not happened yet. */
  private boolean isDue(Sabotage wanted) {
    if (!isSabotageDue || sabotage != wanted) {
      return false;
    }
    isSabotageDue = false;
    return true;
  }

  private void send(int producer) {
    long sequence = nextSequence(producer);
    history.sent(producer, sequence);
    Outcome outcome = anyOutcome();
    boolean isStored = happens(outcome);
    if (outcome == Outcome.CONFIRMED && producer == ORDERS && isDue(Sabotage.LOSE_A_MESSAGE)) {
      isStored = false;
    }
    if (outcome == Outcome.CONFIRMED
        && producer == PRICES
        && isSubscriptionTold
        && isDue(Sabotage.SKIP_A_SUBSCRIPTION)) {
      isStored = false;
    }
    if (outcome == Outcome.REFUSED
        && producer == ORDERS
        && isDue(Sabotage.STORE_A_REFUSED_MESSAGE)) {
      isStored = true;
    }
    if (isStored) {
      store(producer, sequence);
    }
    untold.add(() -> history.sendEnded(producer, sequence, outcome));
  }

  private void store(int producer, long sequence) {
    Line line = producer == PRICES ? reports : orders;
    if (line != null) {
      put(line, new Message(++lastPlace, producer, sequence));
    }
  }

  private static void put(Line line, Message message) {
    line.waiting.put(message.place, message);
  }

  private void transact() {
    long transaction = ++lastTransaction;
    Outcome outcome = anyOutcome();
    boolean isCommitted = happens(outcome);
    int sends = random.nextInt(3);
    boolean isHalf = outcome == Outcome.UNKNOWN && sends == 2;
    isHalf = isHalf && isDue(Sabotage.COMMIT_HALF_A_TRANSACTION);
    for (int i = 0; i < sends; i++) {
      long sequence = nextSequence(TRANSACTED);
      history.sentIn(transaction, TRANSACTED, sequence);
      if (isHalf ? i == 0 : isCommitted) {
        store(TRANSACTED, sequence);
      }
    }
    Consumer consumer = any(orders.consumers);
    while (!consumer.inHand.isEmpty() && random.nextInt(3) > 0) {
      Message message = any(consumer.inHand);
      consumer.inHand.remove(message);
      history.acknowledgedIn(transaction, orders.name, message.producer, message.sequence);
      if (!isCommitted) {
        giveBack(orders, message);
      }
    }
    untold.add(() -> history.transactionEnded(transaction, outcome));
  }

  private void dispatch(Line line) {
    Consumer consumer = any(line.consumers);
    if (consumer.hasCredit() && !line.waiting.isEmpty()) {
      consumer.onTheWay.add(dispatch(line.waiting.pollFirstEntry().getValue()));
    }
  }

  private static Dispatch dispatch(Message message) {
    return new Dispatch(message, message.isFlagged, 1 + message.returns);
  }

  private void see(Line line) {
    Consumer consumer = any(line.consumers);
    Dispatch dispatch = consumer.onTheWay.poll();
    if (dispatch == null) {
      return;
    }
    Dispatch next = consumer.onTheWay.peek();
    if (next != null && isSwapped(line, dispatch, next)) {
      consumer.onTheWay.remove();
      take(line, consumer, next);
    }
    take(line, consumer, dispatch);
  }

  private boolean isSwapped(Line line, Dispatch dispatch, Dispatch next) {
    return line == orders
        && dispatch.message.producer == next.message.producer
        && !dispatch.isFlagged
        && !next.isFlagged
        && isDue(Sabotage.SWAP_TWO_MESSAGES);
  }

  private void take(Line line, Consumer consumer, Dispatch dispatch) {
    consumer.inHand.add(dispatch.message);
    boolean isForgotten = dispatch.message.isSeen && isDue(Sabotage.FORGET_THE_FLAG);
    see(line.name, consumer, isForgotten ? new Dispatch(dispatch.message, false, 1) : dispatch);
    if (!dispatch.isFlagged && isDue(Sabotage.DELIVER_TWICE)) {
      see(line.name, consumer, dispatch);
    }
  }

  private void see(String line, Consumer consumer, Dispatch dispatch) {
    Message message = dispatch.message;
    message.isSeen = true;
    history.delivered(
        new Arrival(
            line,
            consumer.name,
            message.producer,
            message.sequence,
            dispatch.isFlagged,
            dispatch.count,
            consumer.epoch));
  }

  private void makeUp() {
    if (isDue(Sabotage.MAKE_A_MESSAGE_UP)) {
      Message message = new Message(0, ORDERS, nextSequence(ORDERS));
      lastSequences.merge(ORDERS, -1L, Long::sum);
      see(orders.name, new Consumer("a", epoch), dispatch(message));
    }
  }

  private void settle(Line line) {
    Consumer consumer = any(line.consumers);
    if (consumer.inHand.isEmpty()) {
      return;
    }
    Message message = any(consumer.inHand);
    consumer.inHand.remove(message);
    Settlement settlement = anySettlement(line);
    Outcome outcome = anyOutcome();
    boolean isSettled = settlement != Settlement.RELEASED && happens(outcome);
    if (!isSettled || isKept(line, settlement, outcome)) {
      giveBack(line, message);
    } else if (settlement == Settlement.DEAD_LETTERED || isBuried(line, outcome)) {
      put(deadLetters, new Message(++lastPlace, message.producer, message.sequence));
    }
    Runnable tell =
        () -> history.settled(line.name, message.producer, message.sequence, settlement, outcome);
    if (sabotage == Sabotage.NONE) {
      untold.add(tell);
    } else {
      // What a sabotage does must not be seen before what it contradicts.
      tell.run();
    }
  }

  private boolean isKept(Line line, Settlement settlement, Outcome outcome) {
    return line == orders
        && settlement == Settlement.ACKNOWLEDGED
        && outcome == Outcome.CONFIRMED
        && isDue(Sabotage.KEEP_AN_ACKNOWLEDGED_MESSAGE);
  }

  private boolean isBuried(Line line, Outcome outcome) {
    return line == orders
        && outcome == Outcome.CONFIRMED
        && isDue(Sabotage.BURY_AN_ACKNOWLEDGED_MESSAGE);
  }

  private Settlement anySettlement(Line line) {
    int drawn = random.nextInt(10);
    if (drawn < 2) {
      return Settlement.RELEASED;
    }
    return drawn == 2 && line == orders ? Settlement.DEAD_LETTERED : Settlement.ACKNOWLEDGED;
  }

  private static void flag(Line line, Message message) {
    message.isFlagged = true;
    put(line, message);
  }

  private static void giveBack(Line line, Message message) {
    message.returns++;
    flag(line, message);
  }

  /** A consumer dies, and another one comes. */
  private void lose(Line line) {
    Consumer consumer = any(line.consumers);
    line.consumers.remove(consumer);
    consumer.inHand.forEach(message -> giveBack(line, message));
    consumer.onTheWay.forEach(dispatch -> giveBack(line, dispatch.message));
    untold.add(() -> history.consumerLeft(line.name, consumer.name));
    openConsumer(line);
  }

  /**
   * The new master flags all that may have been in hand. One consumer may stay with the old one.
   */
  private void failover() {
    epoch++;
    for (Line line : lines()) {
      List<Consumer> before = List.copyOf(line.consumers);
      line.consumers.clear();
      for (Consumer consumer : before) {
        consumer.inHand.forEach(message -> flag(line, message));
        consumer.onTheWay.forEach(dispatch -> flag(line, dispatch.message));
        consumer.inHand.clear();
        if (random.nextInt(4) == 0) {
          leftBehind.add(Map.entry(line.name, consumer));
          history.consumerLeft(line.name, consumer.name);
          openConsumer(line);
        } else {
          line.consumers.add(new Consumer(consumer.name, epoch));
        }
      }
    }
    long seen = epoch;
    untold.add(() -> history.failover(seen));
  }

  private void seeLeftBehind() {
    if (leftBehind.isEmpty()) {
      return;
    }
    Map.Entry<String, Consumer> entry = any(leftBehind);
    Dispatch dispatch = entry.getValue().onTheWay.poll();
    if (dispatch == null) {
      leftBehind.remove(entry);
    } else {
      see(entry.getKey(), entry.getValue(), dispatch);
    }
  }

  private void changeSubscription() {
    boolean isSabotaged = sabotage == Sabotage.SKIP_A_SUBSCRIPTION && !isSabotageDue;
    if (isSabotaged || random.nextInt(4) > 0) {
      return;
    }
    Line before = reports;
    if (before == null) {
      Line created = new Line("reports");
      reports = created;
      send(PRICES);
      history.subscribed("reports", Set.of("prices"));
      isSubscriptionTold = true;
      openConsumer(created);
      openConsumer(created);
    } else {
      history.unsubscribing("reports");
      isSubscriptionTold = false;
      see(before);
      before.consumers.forEach(consumer -> history.consumerLeft("reports", consumer.name));
      leftBehind.removeIf(entry -> entry.getKey().equals("reports"));
      tellAll();
      reports = null;
    }
  }

  private void openConsumer(Line line) {
    Consumer consumer = new Consumer("c" + ++lastConsumer, epoch);
    history.consumerOpened(line.name, consumer.name, CREDIT);
    line.consumers.add(consumer);
  }

  private void drain(Line line) {
    while (!line.waiting.isEmpty() || line.consumers.stream().anyMatch(ForgedRun::isBusy)) {
      dispatch(line);
      see(line);
      for (Consumer consumer : line.consumers) {
        for (Message message : consumer.inHand) {
          history.settled(
              line.name,
              message.producer,
              message.sequence,
              Settlement.ACKNOWLEDGED,
              Outcome.CONFIRMED);
        }
        consumer.inHand.clear();
      }
    }
  }

  private static boolean isBusy(Consumer consumer) {
    return !consumer.onTheWay.isEmpty() || !consumer.inHand.isEmpty();
  }

  private void tellOne() {
    if (!untold.isEmpty()) {
      untold.remove(random.nextInt(untold.size())).run();
    }
  }

  private void tellAll() {
    while (!untold.isEmpty()) {
      tellOne();
    }
  }

  private long nextSequence(int producer) {
    return lastSequences.merge(producer, 1L, Long::sum);
  }

  private boolean happens(Outcome outcome) {
    return outcome == Outcome.CONFIRMED || (outcome == Outcome.UNKNOWN && random.nextBoolean());
  }

  private Outcome anyOutcome() {
    int drawn = random.nextInt(10);
    return drawn == 0 ? Outcome.REFUSED : drawn == 1 ? Outcome.UNKNOWN : Outcome.CONFIRMED;
  }

  private List<Line> lines() {
    return reports == null ? List.of(orders, deadLetters) : List.of(orders, deadLetters, reports);
  }

  private Line anyLine() {
    return any(lines());
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
