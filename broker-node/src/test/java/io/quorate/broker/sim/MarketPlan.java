package io.quorate.broker.sim;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.Delivery;
import io.quorate.broker.session.SubscribeRequest;
import io.quorate.client.history.History.Trait;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Draws who comes to a market, family by family, and what they deal in. */
final class MarketPlan {
  private static final String WORK = "work";
  private static final String ERRANDS = "errands";
  private static final String BRIEF = "brief";
  private static final String ORDERS = "orders";
  private static final String INVOICES = "invoices";
  private static final String PATIENT = "patient";
  private static final String YARD = "yard";
  private static final String SHED = "shed";
  private static final String BIN = "bin";
  private static final String GOSSIP = "gossip";
  private static final String NEWS = "news.a";
  private static final String OTHER_NEWS = "news.b";
  private static final String NOTES = "notes";

  private static final int TONES = 10;
  private static final String SELECTOR = "tone < 5";

  /** A message is dead after four failures, and nobody may hold one for longer than two seconds. */
  private static final DestinationOptions STRICT = options(4, 2_000, 0, false);

  /** One failure that is counted is one too many, and locks outlast the world. */
  private static final DestinationOptions UNFORGIVING = options(1, 600_000, 0, false);

  private final Market market;
  private final SplittableRandom random;
  private final SimAdmin admin;
  private final List<SimClient> clients = new ArrayList<>();
  private long lastProducer;
  private int lastConsumer;

  MarketPlan(Market market) {
    this.market = market;
    this.random = market.random;
    this.admin = new SimAdmin(market);
    List<Runnable> families =
        List.of(
            this::addWork,
            this::addErrands,
            this::addBrief,
            this::addOrders,
            this::addPatience,
            this::addYard,
            this::addBin,
            this::addGossip,
            this::addNews,
            this::addNotes);
    for (Runnable family : families) {
      if (random.nextInt(families.size()) < families.size() / 3) {
        family.run();
      }
    }
    if (clients.isEmpty()) {
      families.get(random.nextInt(families.size())).run();
    }
    admin.looksAtSubscriptions();
  }

  List<SimClient> clients() {
    return clients;
  }

  SimAdmin admin() {
    return admin;
  }

  private static DestinationOptions options(
      int maxDeliveries, long lockMillis, long timeToLiveMillis, boolean deadLetterExpired) {
    return new DestinationOptions(
        0,
        0,
        OverflowPolicy.BLOCK,
        maxDeliveries,
        100,
        200,
        1_000,
        lockMillis,
        timeToLiveMillis,
        "",
        deadLetterExpired);
  }

  // ── families ──

  /** In order, with all that consumers do. */
  private void addWork() {
    provide(WORK, STRICT);
    addProducers(1 + random.nextInt(2), Address.queue(WORK), anyMode(), Set.of(), message -> {});
    addConsumers(1 + random.nextInt(3), WORK, "", Temper.MOODY);
    addUndertaker(WORK);
    admin.pauses(Address.queue(WORK));
  }

  /** Out of order: priorities, delays, a selector. */
  private void addErrands() {
    provide(ERRANDS, STRICT);
    addProducers(
        1 + random.nextInt(2),
        Address.queue(ERRANDS),
        anyMode(),
        Set.of(Trait.UNORDERED),
        message -> {
          message.setPriorityPlusOne(1 + random.nextInt(10));
          addTone(message);
          if (random.nextInt(3) == 0) {
            message.setDelayMillis(1 + random.nextInt(3_000));
          }
        });
    addConsumers(1, ERRANDS, SELECTOR, Temper.MOODY);
    addConsumers(1, ERRANDS, "", Temper.MOODY);
    addUndertaker(ERRANDS);
  }

  /** What is soon over, in a queue that is soon full. */
  private void addBrief() {
    provide(BRIEF, options(4, 2_000, 3_000, true));
    addProducers(
        1 + random.nextInt(2),
        Address.queue(BRIEF),
        anyMode(),
        Set.of(Trait.PERISHABLE, Trait.UNORDERED),
        message -> message.setTimeToLiveMillis(random.nextInt(2_000)));
    addConsumers(1, BRIEF, "", Temper.MOODY);
    addUndertaker(BRIEF);
    admin.bounds(BRIEF);
  }

  /** In transactions from one queue to another. */
  private void addOrders() {
    provide(ORDERS, options(0, 20_000, 0, false));
    provide(INVOICES, options(0, 20_000, 0, false));
    addProducers(1, Address.queue(ORDERS), anyMode(), Set.of(), message -> {});
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      SimConsumer.Stand stand =
          stand("", ORDERS, false, queue(ORDERS, "", 0), Set.of(), Temper.MILD, wantedBy(""));
      clients.add(new SimMover(market, stand, ++lastProducer, INVOICES));
    }
    addConsumers(1, INVOICES, "", Temper.MILD);
  }

  /** Where only failovers come between: nothing may ever be dead. */
  private void addPatience() {
    provide(PATIENT, UNFORGIVING);
    addProducers(1, Address.queue(PATIENT), anyMode(), Set.of(), message -> {});
    addConsumers(1 + random.nextInt(2), PATIENT, "", Temper.PATIENT);
  }

  /** Moved about, dead-lettered and brought back: one outlet, wherever it comes out. */
  private void addYard() {
    provide(YARD, STRICT);
    provide(SHED, options(0, 2_000, 0, false));
    market.history.moving(YARD, YARD);
    addProducers(1, Address.queue(YARD), anyMode(), Set.of(Trait.UNORDERED), message -> {});
    addConsumer(YARD, YARD, Temper.MOODY);
    addConsumer(YARD, SHED, Temper.MILD);
    addConsumer(YARD, "DLQ." + YARD, Temper.MILD);
    admin.moves(YARD, SHED);
    admin.moves(SHED, YARD);
    admin.redrives("DLQ." + YARD);
  }

  private void addConsumer(String outlet, String queue, Temper temper) {
    clients.add(
        new SimConsumer(
            market, stand("", outlet, true, queue(queue, "", 0), Set.of(), temper, wantedBy(""))));
    admin.looksAt(queue);
  }

  /** Purged, deleted, created again under everybody's hands. */
  private void addBin() {
    addProducers(
        1, Address.queue(BIN), anyMode(), Set.of(Trait.PERISHABLE, Trait.UNORDERED), message -> {});
    addConsumers(1, BIN, "", Temper.MILD);
    admin.wrecks(BIN);
  }

  /** In memory only, and taken at most once. */
  private void addGossip() {
    provide(GOSSIP, STRICT);
    clients.add(
        SimProducer.ofVolatiles(
            market,
            ++lastProducer,
            Address.queue(GOSSIP),
            Set.of(Trait.PERISHABLE, Trait.UNORDERED)));
    addProducers(
        1,
        Address.queue(GOSSIP),
        anyMode(),
        Set.of(Trait.PERISHABLE, Trait.UNORDERED),
        message -> {});
    clients.add(
        new SimConsumer(
            market,
            stand(
                "",
                GOSSIP,
                false,
                request(DestinationKind.QUEUE, GOSSIP, "", "", false, true, 0),
                Set.of(),
                Temper.MILD,
                wantedBy(""))));
    addConsumers(1, GOSSIP, "", Temper.MILD);
  }

  /** Durable subscriptions, one of them of both topics, one shared, one that comes and goes. */
  private void addNews() {
    for (String topic : List.of(NEWS, OTHER_NEWS)) {
      addProducers(1, Address.topic(topic), anyMode(), Set.of(Trait.TOPIC), message -> {});
    }
    addSubscriber("archive", "archivist", NEWS, Set.of(NEWS), false, "", Temper.MILD);
    addSubscriber("all", "collector", "news.*", Set.of(NEWS, OTHER_NEWS), false, "", Temper.MILD);
    addSubscriber("fad", "follower", "news.>", Set.of(NEWS, OTHER_NEWS), false, "", Temper.FICKLE);
    addSubscriber("team", "office", NEWS, Set.of(NEWS), true, "", Temper.MILD);
    addSubscriber("team", "office", NEWS, Set.of(NEWS), true, "", Temper.MILD);
    clients.add(
        new SimConsumer(
            market,
            stand(
                "",
                "",
                false,
                request(DestinationKind.TOPIC, "news.>", "", "", false, true, 0),
                Set.of(),
                Temper.MILD,
                wantedBy(""))));
  }

  /** A durable subscription that wants only some. */
  private void addNotes() {
    addProducers(
        1, Address.topic(NOTES), anyMode(), Set.of(Trait.TOPIC, Trait.PERISHABLE), this::addTone);
    addSubscriber("picky", "critic", NOTES, Set.of(NOTES), false, SELECTOR, Temper.MILD);
  }

  // ── those who come ──

  private void provide(String queue, DestinationOptions options) {
    admin.provide(Address.queue(queue), options);
  }

  private SequenceMode anyMode() {
    return random.nextInt(3) == 0 ? SequenceMode.MONOTONE : SequenceMode.CONTIGUOUS;
  }

  private void addProducers(
      int count,
      Address destination,
      SequenceMode mode,
      Set<Trait> traits,
      Consumer<Message.Builder> headers) {
    for (int i = 0; i < count; i++) {
      clients.add(
          new SimProducer(market, ++lastProducer, destination, mode, traits, headers, false));
    }
  }

  private void addConsumers(int count, String queue, String selector, Temper temper) {
    for (int i = 0; i < count; i++) {
      clients.add(
          new SimConsumer(
              market,
              stand(
                  "",
                  queue,
                  false,
                  queue(queue, selector, 0),
                  Set.of(),
                  temper,
                  wantedBy(selector))));
    }
    admin.looksAt(queue);
  }

  private void addUndertaker(String queue) {
    String deadLetterQueue = "DLQ." + queue;
    market.history.deadLettersGo(queue, deadLetterQueue);
    addConsumers(1, deadLetterQueue, "", Temper.MILD);
  }

  private void addSubscriber(
      String subscription,
      String clientId,
      String pattern,
      Set<String> topics,
      boolean shared,
      String selector,
      Temper temper) {
    SubscribeRequest request =
        request(DestinationKind.TOPIC, pattern, selector, subscription, shared, false, 4_000);
    clients.add(
        new SimConsumer(
            market,
            stand(clientId, subscription, false, request, topics, temper, wantedBy(selector))));
  }

  private SimConsumer.Stand stand(
      String clientId,
      String outlet,
      boolean isOneOfSeveral,
      SubscribeRequest request,
      Set<String> topics,
      Temper temper,
      Predicate<Delivery> wants) {
    String name = "consumer-%d-of-%s".formatted(++lastConsumer, request.destination());
    return new SimConsumer.Stand(
        name, clientId, outlet, isOneOfSeveral, request, topics, temper, wants);
  }

  private SubscribeRequest queue(String queue, String selector, long lockMillis) {
    return request(DestinationKind.QUEUE, queue, selector, "", false, false, lockMillis);
  }

  private SubscribeRequest request(
      DestinationKind kind,
      String destination,
      String selector,
      String subscription,
      boolean shared,
      boolean preSettled,
      long lockMillis) {
    return new SubscribeRequest(
        kind,
        destination,
        selector,
        subscription,
        !subscription.isEmpty(),
        shared,
        false,
        false,
        preSettled,
        lockMillis,
        1 + random.nextInt(8),
        0);
  }

  // ── tones ──

  private void addTone(Message.Builder message) {
    message.addProperties(Property.newBuilder().setName("tone").setIntValue(random.nextInt(TONES)));
  }

  private static Predicate<Delivery> wantedBy(String selector) {
    return delivery -> selector.isEmpty() || toneOf(delivery) < TONES / 2;
  }

  private static int toneOf(Delivery delivery) {
    return Bodies.message(delivery).getProperties(0).getIntValue();
  }
}
