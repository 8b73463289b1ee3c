package io.quorate.broker.queue;

import static java.util.Objects.requireNonNull;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.broker.queue.Applied.Rejected;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The broker's state again, as lists that are searched from end to end: slow, and simple enough to
 * be believed. A subscription has a copy of each message. Sizes in bytes are left out.
 */
final class SimpleBroker {
  /** A message where it waits. */
  static final class Waiting {
    final long position;
    final long ref;
    final long expires;
    final Home home;
    int attempts;
    boolean redelivered;
    long notBefore;
    @Nullable DeadLetter dead;

    Waiting(long position, long ref, long expires, Home home) {
      this.position = position;
      this.ref = ref;
      this.expires = expires;
      this.home = home;
    }
  }

  /** A queue or a topic. */
  static final class Home {
    final long id;
    final Address address;
    DestinationOptions options;
    boolean paused;
    @Nullable ProducerId owner;

    Home(long id, Address address, DestinationOptions options) {
      this.id = id;
      this.address = address;
      this.options = options;
    }
  }

  /** A queue's messages, or a subscription's. */
  static final class Shelf {
    final long id;
    final List<Waiting> messages = new ArrayList<>();
    final long[] next = new long[Position.BANDS];
    final List<Raise> raises = new ArrayList<>();

    Shelf(long id) {
      this.id = id;
    }

    void sort() {
      messages.sort(Comparator.comparingLong(message -> message.position));
    }

    @Nullable Waiting at(long position) {
      for (Waiting message : messages) {
        if (message.position == position) {
          return message;
        }
      }
      return null;
    }

    boolean isMarked(long position, long beforeEpoch) {
      for (Raise raise : raises) {
        if (raise.epoch < beforeEpoch
            && (Position.number(position) < raise.below[Position.band(position)]
                || raise.single.contains(position))) {
          return true;
        }
      }
      return false;
    }
  }

  record Raise(long epoch, long[] below, TreeSet<Long> single) {}

  record Delayed(long due, long sequence, Home home, int band, long ref, long expires) {}

  /** A back-off that runs, or ran until its message went. */
  record BackOff(long due, long sequence, long source, long position) {}

  static final class Sender {
    final SequenceMode mode;
    long last;
    long usedMillis;
    long used;
    final TreeMap<Long, Reason> rejected = new TreeMap<>();

    Sender(SequenceMode mode) {
      this.mode = mode;
    }
  }

  private final StateLimits limits;
  final TreeMap<ProducerId, Sender> senders = new TreeMap<>();
  final TreeMap<Address, Home> homes = new TreeMap<>();
  final TreeMap<SubscriptionKey, SubscriptionState.Terms> terms = new TreeMap<>();
  final TreeMap<SubscriptionKey, Shelf> subscriptions = new TreeMap<>();
  final TreeMap<Long, Shelf> shelves = new TreeMap<>();
  final List<Delayed> delayed = new ArrayList<>();
  private final List<BackOff> backOffs = new ArrayList<>();
  private long now;
  private long epoch;
  private long index;
  private long nextId = 1;
  private long nextTopicNumber;
  private long nextSequence;
  private final MessageHeader header = new MessageHeader();

  SimpleBroker(StateLimits limits) {
    this.limits = limits;
  }

  // ── time ──

  void advance(long entryIndex, long entryEpoch, long entryMillis) {
    index = entryIndex;
    epoch = entryEpoch;
    now = Math.max(now, entryMillis);
    int left = limits.dueMax();
    delayed.sort(Comparator.comparingLong(Delayed::due).thenComparingLong(Delayed::sequence));
    while (left > 0 && !delayed.isEmpty() && delayed.get(0).due <= now) {
      Delayed ready = delayed.remove(0);
      put(ready.home, ready.band, ready.ref, ready.expires);
      left--;
    }
    backOffs.sort(Comparator.comparingLong(BackOff::due).thenComparingLong(BackOff::sequence));
    while (left > 0 && !backOffs.isEmpty() && backOffs.get(0).due <= now) {
      BackOff over = backOffs.remove(0);
      Shelf shelf = shelves.get(over.source);
      Waiting message = shelf == null ? null : shelf.at(over.position);
      if (message != null && message.notBefore == over.due) {
        message.notBefore = 0;
      }
      left--;
    }
    for (int i = 0; i < limits.dueMax(); i++) {
      forgetSender(limits.producerIdleMillis());
    }
  }

  /** The longest unused. */
  private boolean forgetSender(long idleMillis) {
    ProducerId eldest = null;
    long used = Long.MAX_VALUE;
    for (Map.Entry<ProducerId, Sender> sender : senders.entrySet()) {
      if (sender.getValue().used < used) {
        eldest = sender.getKey();
        used = sender.getValue().used;
      }
    }
    if (eldest == null || requireNonNull(senders.get(eldest)).usedMillis + idleMillis > now) {
      return false;
    }
    senders.remove(eldest);
    return true;
  }

  // ── commands ──

  Object apply(Command command) {
    if (command instanceof Command.Send send) {
      return send(send);
    }
    if (command instanceof Command.Transact transact) {
      return transact(transact);
    }
    if (command instanceof Command.Settle settle) {
      return new Applied.Settled(settle(settle.settlements()));
    }
    if (command instanceof Command.OpenProducer open) {
      return open(open);
    }
    if (command instanceof Command.RaiseMark raise) {
      return raise(raise);
    }
    if (command instanceof Command.Move move) {
      return move(move);
    }
    if (command instanceof Command.Subscribe subscribe) {
      return subscribe(subscribe);
    }
    if (command instanceof Command.Unsubscribe unsubscribe) {
      return unsubscribe(unsubscribe.key());
    }
    return administer(command);
  }

  private Object open(Command.OpenProducer open) {
    Sender sender = senders.get(open.producer());
    if (sender == null) {
      if (senders.size() >= limits.producersMax() && !forgetSender(limits.producerSpareMillis())) {
        return Reason.LIMIT_REACHED;
      }
      sender = new Sender(open.mode());
      senders.put(open.producer(), sender);
    } else if (sender.mode != open.mode()) {
      use(sender);
      if (sender.last > 0) {
        return Reason.INVALID;
      }
      sender = new Sender(open.mode());
      senders.put(open.producer(), sender);
    }
    use(sender);
    return new Applied.ProducerOpened(sender.last);
  }

  private void use(Sender sender) {
    sender.used = index;
    sender.usedMillis = now;
  }

  private @Nullable Reason outOfOrder(@Nullable Sender sender, SequenceMode mode, long first) {
    if (sender == null) {
      return Reason.PRODUCER_EXPIRED;
    }
    if (sender.mode != mode) {
      return Reason.INVALID;
    }
    return mode == SequenceMode.CONTIGUOUS && first > sender.last + 1 ? Reason.SEQUENCE_GAP : null;
  }

  private Applied.Sent send(Command.Send send) {
    Sender sender = senders.get(send.producer());
    if (sender != null) {
      use(sender);
    }
    Reason order = outOfOrder(sender, send.mode(), send.firstSequence());
    List<Rejected> rejected = new ArrayList<>();
    int duplicates = 0;
    for (int i = 0; i < send.messages().size(); i++) {
      long sequence = send.firstSequence() + i;
      Reason reason = order;
      if (order == null && sender != null && sequence <= sender.last) {
        reason = sender.rejected.get(sequence);
        duplicates += reason == null ? 1 : 0;
      } else if (order == null && sender != null) {
        reason = place(send.messages().get(i), i);
        if (reason != null) {
          sender.rejected.put(sequence, reason);
        }
        sender.last = sequence;
      }
      if (reason != null) {
        rejected.add(new Rejected(i, reason, ""));
      }
    }
    return new Applied.Sent(duplicates, rejected);
  }

  /** Null: it is there. */
  private @Nullable Reason place(ByteBuffer message, int ordinal) {
    Reason refused = refusal(message, 0, 0);
    if (refused == null) {
      placeAnyway(message, ordinal);
    }
    return refused;
  }

  private void placeAnyway(ByteBuffer message, int ordinal) {
    header.read(message);
    Home home = homeOf(new Address(header.kind(), header.destination()));
    long ref = MessageRef.of(index, ordinal);
    long expires = header.expiresMillis(now, home.options.timeToLiveMillis());
    int band = home.address.kind() == DestinationKind.QUEUE ? 9 - header.priority() : 0;
    if (header.isDelayed() && header.dueMillis(now) > now) {
      delayed.add(new Delayed(header.dueMillis(now), nextSequence++, home, band, ref, expires));
    } else {
      put(home, band, ref, expires);
    }
    trim(home);
  }

  private @Nullable Reason refusal(ByteBuffer message, int more, int moreHomes) {
    if (!header.read(message)) {
      return Reason.INVALID;
    }
    Address address = new Address(header.kind(), header.destination());
    Home home = homes.get(address);
    if (home == null) {
      return refusalToCreate(address, moreHomes);
    }
    boolean full =
        home.options.overflow() == OverflowPolicy.REJECT
            && home.options.maxMessages() > 0
            && holds(home) + more >= home.options.maxMessages();
    return full ? Reason.QUEUE_FULL : null;
  }

  private @Nullable Reason refusalToCreate(Address address, int moreHomes) {
    if (!Names.isDestination(address.name())) {
      return Reason.INVALID;
    }
    return homes.size() + moreHomes >= limits.destinationsMax() ? Reason.LIMIT_REACHED : null;
  }

  /** Of a topic: what some subscription still needs. */
  private long holds(Home home) {
    TreeSet<Long> refs = new TreeSet<>();
    long count = 0;
    for (Shelf shelf : shelves.values()) {
      for (Waiting message : shelf.messages) {
        if (message.home == home && refs.add(message.position)) {
          count++;
        }
      }
    }
    return count + delayed.stream().filter(message -> message.home == home).count();
  }

  private Home homeOf(Address address) {
    Home home = homes.get(address);
    return home == null ? create(address, DestinationOptions.DEFAULT, null) : home;
  }

  private Home create(Address address, DestinationOptions options, @Nullable ProducerId owner) {
    Home home = new Home(nextId++, address, options);
    home.owner = owner;
    homes.put(address, home);
    if (address.kind() == DestinationKind.QUEUE) {
      shelves.put(home.id, new Shelf(home.id));
    }
    return home;
  }

  private Waiting put(Home home, int band, long ref, long expires) {
    if (home.address.kind() == DestinationKind.TOPIC) {
      return publish(home, ref, expires);
    }
    Shelf shelf = requireNonNull(shelves.get(home.id));
    Waiting message = new Waiting(Position.of(band, shelf.next[band]++), ref, expires, home);
    shelf.messages.add(message);
    shelf.sort();
    return message;
  }

  private Waiting publish(Home topic, long ref, long expires) {
    Waiting last = new Waiting(nextTopicNumber, ref, expires, topic);
    boolean wanted = false;
    for (SubscriptionState.Terms each : terms.values()) {
      if (new TopicPattern(each.pattern()).matches(topic.address.name())) {
        wanted = true;
        requireNonNull(subscriptions.get(each.key()))
            .messages
            .add(new Waiting(nextTopicNumber, ref, expires, topic));
      }
    }
    nextTopicNumber += wanted ? 1 : 0;
    return last;
  }

  private void trim(Home home) {
    OverflowPolicy policy = home.options.overflow();
    if (home.address.kind() == DestinationKind.TOPIC
        || home.options.maxMessages() == 0
        || (policy != OverflowPolicy.DROP_OLDEST && policy != OverflowPolicy.DEAD_LETTER)) {
      return;
    }
    Shelf shelf = requireNonNull(shelves.get(home.id));
    while (holds(home) > home.options.maxMessages() && !shelf.messages.isEmpty()) {
      int lowest = Position.band(shelf.messages.get(shelf.messages.size() - 1).position);
      Waiting oldest =
          shelf.messages.stream()
              .filter(message -> Position.band(message.position) == lowest)
              .findFirst()
              .orElseThrow();
      if (policy == OverflowPolicy.DROP_OLDEST) {
        shelf.messages.remove(oldest);
      } else if (deadLetterQueue(home).equals(home.address) || !canBury(oldest)) {
        return;
      } else {
        bury(shelf, oldest, "the queue was full", oldest.attempts);
      }
    }
  }

  // ── settling ──

  private int settle(List<Settlement> settlements) {
    int skipped = 0;
    for (Settlement settlement : settlements) {
      Shelf shelf = shelves.get(settlement.sourceId());
      for (int i = 0; i < settlement.count(); i++) {
        Waiting message = shelf == null ? null : shelf.at(settlement.fromPosition() + i);
        boolean settled = shelf != null && message != null && settle(shelf, message, settlement);
        skipped += settled ? 0 : 1;
      }
    }
    return skipped;
  }

  private boolean settle(Shelf shelf, Waiting message, Settlement settlement) {
    switch (settlement.outcome()) {
      case ACKNOWLEDGED -> shelf.messages.remove(message);
      case RELEASED -> giveBack(shelf, message, settlement.delayMillis());
      case REJECTED -> bury(shelf, message, "rejected by its consumer", message.attempts);
      case FAILED -> fail(shelf, message, settlement);
      case EXPIRED -> {
        if (message.expires == 0 || message.expires > now) {
          return false;
        }
        if (message.home.options.deadLetterExpired() && !isParked(message)) {
          bury(shelf, message, "its time to live was over", message.attempts);
        } else {
          shelf.messages.remove(message);
        }
      }
    }
    return true;
  }

  private void fail(Shelf shelf, Waiting message, Settlement settlement) {
    DestinationOptions options = message.home.options;
    int failed = message.attempts + 1;
    if (options.maxDeliveries() > 0 && failed >= options.maxDeliveries()) {
      int counted = Math.min(failed, options.maxDeliveries());
      bury(shelf, message, counted + " deliveries failed", counted);
      return;
    }
    message.attempts = failed;
    double delay = options.redeliveryDelayMillis();
    double max =
        options.redeliveryDelayMaxMillis() > 0
            ? options.redeliveryDelayMaxMillis()
            : Double.MAX_VALUE;
    delay = Math.min(delay, max);
    for (int i = 1; i < failed; i++) {
      delay = Math.min(max, Math.floor(delay * options.redeliveryBackoffPercent() / 100));
    }
    giveBack(
        shelf, message, settlement.delayMillis() > 0 ? settlement.delayMillis() : (long) delay);
  }

  private void giveBack(Shelf shelf, Waiting message, long delayMillis) {
    message.redelivered = true;
    message.notBefore = delayMillis > 0 ? now + delayMillis : 0;
    if (delayMillis > 0) {
      backOffs.add(new BackOff(message.notBefore, nextSequence++, shelf.id, message.position));
    }
  }

  private static boolean isParked(Waiting message) {
    return message.dead != null
        || (message.home.address.kind() == DestinationKind.QUEUE
            && message.home.address.name().startsWith("DLQ."));
  }

  private static Address deadLetterQueue(Home home) {
    return Address.queue(
        home.options.deadLetterQueue().isEmpty()
            ? "DLQ." + home.address.name()
            : home.options.deadLetterQueue());
  }

  private boolean canBury(Waiting message) {
    Address to = deadLetterQueue(message.home);
    return !isParked(message) && (homes.containsKey(to) || refusalToCreate(to, 0) == null);
  }

  private void bury(Shelf shelf, Waiting message, String reason, int attempts) {
    Address to = deadLetterQueue(message.home);
    if (!canBury(message)) {
      message.attempts = attempts;
      giveBack(shelf, message, DeadLettering.PARKED_MILLIS);
      return;
    }
    Waiting dead = put(homeOf(to), Position.band(message.position), message.ref, 0);
    dead.dead = new DeadLetter(message.home.address, reason, attempts, now);
    shelf.messages.remove(message);
  }

  // ── transactions, marks, moves ──

  private Object transact(Command.Transact transact) {
    Sender sender = senders.get(transact.producer());
    if (sender != null) {
      use(sender);
    }
    Reason order = outOfOrder(sender, transact.mode(), transact.sequence());
    if (order != null || sender == null) {
      return requireNonNull(order);
    }
    if (transact.sequence() <= sender.last) {
      Reason before = sender.rejected.get(transact.sequence());
      return before == null
          ? new Applied.Sent(Math.max(1, transact.messages().size()), List.of())
          : before;
    }
    Reason refused = refusal(transact);
    if (refused != null) {
      return refused;
    }
    for (int i = 0; i < transact.messages().size(); i++) {
      placeAnyway(transact.messages().get(i), i);
    }
    settle(transact.settlements());
    sender.last = transact.sequence();
    return Applied.Sent.ALL;
  }

  private @Nullable Reason refusal(Command.Transact transact) {
    TreeMap<Address, Integer> planned = new TreeMap<>();
    TreeSet<Address> created = new TreeSet<>();
    for (ByteBuffer message : transact.messages()) {
      if (!header.read(message)) {
        return Reason.INVALID;
      }
      Address address = new Address(header.kind(), header.destination());
      if (created.contains(address)) {
        continue;
      }
      Reason refused = refusal(message, planned.getOrDefault(address, 0), created.size());
      if (refused != null) {
        return refused;
      }
      if (homes.containsKey(address)) {
        planned.merge(address, 1, Integer::sum);
      } else {
        created.add(address);
      }
    }
    for (Settlement settlement : transact.settlements()) {
      Shelf shelf = shelves.get(settlement.sourceId());
      for (int i = 0; i < settlement.count(); i++) {
        if (shelf == null || shelf.at(settlement.fromPosition() + i) == null) {
          return Reason.NOT_FOUND;
        }
      }
    }
    return null;
  }

  private Object raise(Command.RaiseMark raise) {
    Shelf shelf = shelves.get(raise.sourceId());
    if (shelf == null) {
      return Reason.NOT_FOUND;
    }
    TreeSet<Long> single = new TreeSet<>();
    for (long position : raise.single()) {
      if (shelf.at(position) != null) {
        single.add(position);
      }
    }
    shelf.raises.add(new Raise(epoch, raise.below(), single));
    return Applied.DONE;
  }

  private Object move(Command.Move move) {
    Shelf shelf = shelves.get(move.sourceId());
    if (shelf == null) {
      return Reason.NOT_FOUND;
    }
    Address to = Address.queue(move.to());
    Reason refused = move.to().isEmpty() || homes.containsKey(to) ? null : refusalToCreate(to, 0);
    if (refused != null) {
      return refused;
    }
    long moved = 0;
    for (long position : move.positions()) {
      Waiting message = shelf.at(position);
      DeadLetter dead = message == null ? null : message.dead;
      Address target = !move.to().isEmpty() ? to : dead == null ? null : dead.origin();
      if (message == null || target == null) {
        continue;
      }
      if (!homes.containsKey(target) && refusalToCreate(target, 0) != null) {
        continue;
      }
      boolean expired = message.expires != 0 && message.expires <= now;
      int band = target.kind() == DestinationKind.QUEUE ? Position.band(message.position) : 0;
      put(homeOf(target), band, message.ref, expired ? 0 : message.expires);
      shelf.messages.remove(message);
      moved++;
    }
    return new Applied.Counted(moved);
  }

  // ── subscriptions and destinations ──

  private Object subscribe(Command.Subscribe command) {
    SubscriptionState.Terms wanted =
        new SubscriptionState.Terms(
            command.key(),
            command.pattern(),
            command.selector(),
            command.durable(),
            command.shared(),
            command.noLocal());
    SubscriptionState.Terms there = terms.get(command.key());
    if (wanted.equals(there)) {
      return Applied.DONE;
    }
    if (there != null && !command.replace()) {
      return Reason.ALREADY_EXISTS;
    }
    if (there == null && terms.size() >= limits.subscriptionsMax()) {
      return Reason.LIMIT_REACHED;
    }
    Address topic = Address.topic(command.pattern());
    if (new TopicPattern(command.pattern()).isName() && !homes.containsKey(topic)) {
      Reason refused = refusalToCreate(topic, 0);
      if (refused != null) {
        return refused;
      }
      homeOf(topic);
    }
    if (there != null) {
      unsubscribe(command.key());
    }
    Shelf shelf = new Shelf(nextId++);
    terms.put(command.key(), wanted);
    subscriptions.put(command.key(), shelf);
    shelves.put(shelf.id, shelf);
    return Applied.DONE;
  }

  private Object unsubscribe(SubscriptionKey key) {
    Shelf shelf = subscriptions.remove(key);
    if (shelf == null) {
      return Reason.NOT_FOUND;
    }
    terms.remove(key);
    shelves.remove(shelf.id);
    return Applied.DONE;
  }

  private Object administer(Command command) {
    if (command instanceof Command.CreateDestination create) {
      return create(create);
    }
    if (command instanceof Command.UpdateDestination update) {
      Home home = homes.get(update.address());
      if (home == null) {
        return Reason.NOT_FOUND;
      }
      home.options = update.options();
      return Applied.DONE;
    }
    if (command instanceof Command.Pause pause) {
      Home home = homes.get(pause.address());
      if (home == null) {
        return Reason.NOT_FOUND;
      }
      home.paused = pause.paused();
      return Applied.DONE;
    }
    if (command instanceof Command.Purge purge) {
      Home home = homes.get(Address.queue(purge.queue()));
      return home == null ? Reason.NOT_FOUND : new Applied.Counted(purge(home));
    }
    if (command instanceof Command.DeleteDestination delete) {
      return delete(delete);
    }
    return Applied.DONE;
  }

  private Object create(Command.CreateDestination create) {
    Home there = homes.get(create.address());
    if (there != null) {
      boolean alike =
          there.options.equals(create.options())
              && String.valueOf(there.owner).equals(String.valueOf(create.owner()));
      return alike ? Applied.DONE : Reason.ALREADY_EXISTS;
    }
    Reason refused = refusalToCreate(create.address(), 0);
    if (refused != null) {
      return refused;
    }
    create(create.address(), create.options(), create.owner());
    return Applied.DONE;
  }

  private long purge(Home home) {
    long count = holds(home);
    delayed.removeIf(message -> message.home == home);
    Shelf shelf = shelves.get(home.id);
    if (shelf != null) {
      shelf.messages.clear();
    }
    return count;
  }

  private Object delete(Command.DeleteDestination delete) {
    Home home = homes.get(delete.address());
    if (home == null) {
      return Reason.NOT_FOUND;
    }
    List<SubscriptionKey> named = new ArrayList<>();
    if (home.address.kind() == DestinationKind.TOPIC) {
      terms.values().stream()
          .filter(each -> each.pattern().equals(home.address.name()))
          .forEach(each -> named.add(each.key()));
    }
    if (!delete.force() && (holds(home) > 0 || !named.isEmpty())) {
      return Reason.IN_USE;
    }
    named.forEach(this::unsubscribe);
    purge(home);
    shelves.values().forEach(shelf -> shelf.messages.removeIf(each -> each.home == home));
    shelves.remove(home.id);
    homes.remove(home.address);
    return Applied.DONE;
  }
}
