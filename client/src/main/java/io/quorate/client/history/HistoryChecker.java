package io.quorate.client.history;

import io.quorate.client.history.Anomaly.Kind;
import io.quorate.client.history.Track.Spot;
import io.quorate.client.history.Transaction.Send;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history while it is told. Holds a byte or so for each message and outlet, next to
 * nothing for the long runs of them that came to a good end, and the transactions that have not
 * surely ended. Safe for many threads.
 */
public final class HistoryChecker implements History {
  private final Map<Long, Lane> lanes = new HashMap<>();
  private final Map<String, Outlet> outlets = new LinkedHashMap<>();
  private final Map<Long, Transaction> transactions = new LinkedHashMap<>();

  /**
   * The transaction in which a message was acknowledged, until that ends or the message returns.
   */
  private final Map<Spot, Transaction> acknowledgedIn = new HashMap<>();

  private final Findings findings = new Findings();
  private long sent;
  private long confirmed;
  private long refused;
  private long redelivered;
  private long late;
  private long failovers;
  private long latestEpoch;

  /** Of outlets that are no more. */
  private long receivedBefore;

  private long recoveredBefore;
  private long flaggedFirstBefore;

  @Override
  public synchronized void producerOpened(long producer, String destination, Set<Trait> traits) {
    Lane lane = new Lane(producer, destination, traits);
    if (lanes.putIfAbsent(producer, lane) != null) {
      throw new IllegalArgumentException(
          "producer %d was opened before; give each its own number".formatted(producer));
    }
    if (!lane.is(Trait.TOPIC)) {
      outlet(destination);
    }
    for (Outlet outlet : outlets.values()) {
      if (outlet.takesFrom(lane)) {
        outlet.add(lane);
      }
    }
  }

  @Override
  public synchronized void deadLettersGo(String queue, String deadLetterQueue) {
    outlet(queue).sendDeadLettersTo(outlet(deadLetterQueue));
  }

  @Override
  public synchronized void moving(String from, String to) {
    outlet(from).passOnTo(outlet(to));
  }

  @Override
  public synchronized void purged(String queue) {
    Outlet outlet = outlet(queue);
    outlet.tracks().forEach(Track::purge);
    for (Transaction transaction : transactions.values()) {
      transaction.acknowledged().removeIf(spot -> spot.track().outlet() == outlet);
    }
  }

  @Override
  public synchronized void sent(long producer, long sequence) {
    lane(producer).send(sequence);
    sent++;
  }

  @Override
  public synchronized void sentIn(long transaction, long producer, long sequence) {
    sent(producer, sequence);
    transaction(transaction).sends().add(new Send(lane(producer), sequence));
  }

  @Override
  public synchronized void sendEnded(long producer, long sequence, Outcome outcome) {
    Lane lane = lane(producer);
    if (!lane.hasSent(sequence)) {
      throw new IllegalArgumentException(
          "%s ended but was not sent; tell of it before it is sent".formatted(lane.name(sequence)));
    }
    if (outcome == Outcome.CONFIRMED) {
      confirmed++;
      lane.tracks().forEach(track -> track.confirm(sequence));
    } else if (outcome == Outcome.REFUSED) {
      refused++;
      lane.tracks().forEach(track -> refuse(track, sequence));
    }
  }

  private void refuse(Track track, long sequence) {
    if (track.isDelivered(sequence)) {
      findings.add(
          Kind.UNEXPECTED,
          "%s came out of %s, but was refused or rolled back",
          track.lane().name(sequence),
          track.outlet().name());
    }
    track.refuse(sequence);
  }

  @Override
  public synchronized void transactionEnded(long number, Outcome outcome) {
    if (outcome == Outcome.UNKNOWN) {
      return;
    }
    Transaction transaction = transaction(number);
    transactions.remove(number);
    for (Send send : transaction.sends()) {
      sendEnded(send.lane().producer(), send.sequence(), outcome);
    }
    for (Spot spot : transaction.acknowledged()) {
      acknowledgedIn.remove(spot);
      if (outcome == Outcome.CONFIRMED) {
        spot.track().settle(spot.sequence());
      } else {
        spot.track().unsettle(spot.sequence());
      }
    }
    if (outcome == Outcome.CONFIRMED) {
      transaction.cameBack().forEach(this::cameBack);
    }
  }

  @Override
  public synchronized void consumerOpened(String outlet, String consumer, int credit) {
    outlet(outlet).open(consumer, credit);
  }

  @Override
  public synchronized void consumerLeft(String outlet, String consumer) {
    outlet(outlet).leave(consumer);
  }

  @Override
  public synchronized void delivered(Arrival arrival) {
    Outlet outlet = outlet(arrival.outlet());
    Track track = outlet.track(arrival.producer());
    long sequence = arrival.sequence();
    boolean isPast = outlet.isPast(arrival.epoch());
    if (track == null || !track.lane().hasSent(sequence)) {
      found(Kind.UNEXPECTED, arrival, "though never sent there");
    } else if (track.isRefused(sequence)) {
      found(Kind.UNEXPECTED, arrival, "though refused or rolled back");
    } else if (!track.isDelivered(sequence)) {
      first(track, arrival, isPast);
    } else if (isPast) {
      late++;
    } else if (!returned(track, arrival)) {
      again(track, arrival);
    }
  }

  /** Moved back to where it was before, where it starts afresh; false: there is no sign of that. */
  private boolean returned(Track track, Arrival arrival) {
    long sequence = arrival.sequence();
    Track before = track.whereItMayHaveBeen(sequence);
    if (before == null || (arrival.redelivered() && !track.isSettled(sequence))) {
      return false;
    }
    if (arrival.redelivered()) {
      track.outlet().countFlaggedFirst();
    }
    comeBack(before, sequence);
    before.forget(sequence);
    comeBack(track, sequence);
    track.startAfresh(sequence);
    track.deliver(sequence);
    return true;
  }

  private void first(Track track, Arrival arrival, boolean isPast) {
    Track origin = track.origin();
    if (track.isSettled(arrival.sequence())) {
      found(Kind.CAME_BACK, arrival, "though settled there");
    } else if (origin != null) {
      leaveOrigin(origin, track, arrival);
    } else if (arrival.redelivered()) {
      track.outlet().countFlaggedFirst();
    } else if (arrival.deliveryCount() > 1) {
      found(Kind.DUPLICATED, arrival, "without the redelivered flag");
    } else if (track.isOrdered() && !isPast) {
      checkOrder(track.outlet(), arrival);
    }
    track.deliver(arrival.sequence());
  }

  /** Found among the dead letters or where it was moved to, so it is not in its queue any more. */
  private void leaveOrigin(Track origin, Track found, Arrival arrival) {
    long sequence = arrival.sequence();
    if (origin.isSettled(sequence) && !found.isDue(sequence)) {
      found(Kind.CAME_BACK, arrival, "though settled at " + origin.outlet().name());
    }
    Track before = origin.origin();
    if (before != null && !origin.isDelivered(sequence)) {
      leaveOrigin(before, origin, arrival);
    }
    comeBack(origin, sequence);
    origin.deliver(sequence);
    origin.settle(sequence);
  }

  /** Of first deliveries alone: JMS lets what is redelivered come after what was sent later. */
  private void checkOrder(Outlet outlet, Arrival arrival) {
    long before = outlet.advance(arrival.consumer(), arrival.producer(), arrival.sequence());
    if (before > arrival.sequence()) {
      found(Kind.ORDER_BROKEN, arrival, "after message %d".formatted(before));
    }
  }

  private void again(Track track, Arrival arrival) {
    long sequence = arrival.sequence();
    boolean isSettled = track.isSettled(sequence);
    boolean mayBeFresh = track.outlet().isMovedAbout() && !isSettled;
    if (!arrival.redelivered() && !mayBeFresh) {
      found(Kind.DUPLICATED, arrival, "once more without the redelivered flag");
    } else if (isSettled) {
      found(Kind.CAME_BACK, arrival, "though settled there");
    } else {
      redelivered++;
    }
    if (!isSettled) {
      comeBack(track, sequence);
      track.deliver(sequence);
    }
  }

  private void comeBack(Track track, long sequence) {
    Spot spot = new Spot(track, sequence);
    Transaction transaction = acknowledgedIn.remove(spot);
    if (transaction != null) {
      transaction.comeBack(spot);
    }
  }

  private void found(Kind kind, Arrival arrival, String what) {
    findings.add(
        kind,
        "message %d of producer %d came out of %s to %s (delivery %d, epoch %d), %s",
        arrival.sequence(),
        arrival.producer(),
        arrival.outlet(),
        arrival.consumer(),
        arrival.deliveryCount(),
        arrival.epoch(),
        what);
  }

  private void cameBack(Spot spot) {
    findings.add(
        Kind.CAME_BACK,
        "%s came out of %s again, though acknowledged in a transaction that was then committed",
        spot,
        spot.track().outlet().name());
  }

  @Override
  public synchronized void damaged(String outlet, String consumer, String text) {
    findings.add(Kind.DAMAGED, "out of %s to %s came: %s", outlet, consumer, text);
  }

  @Override
  public synchronized void settled(
      String outlet, long producer, long sequence, Settlement settlement, Outcome outcome) {
    Track track = sentTrack(outlet, producer, sequence);
    if (track == null || outcome == Outcome.REFUSED || leavesItThere(track, settlement)) {
      return;
    }
    Track deadLetters = settlement == Settlement.DEAD_LETTERED ? deadLettersOf(track) : null;
    if (outcome == Outcome.CONFIRMED) {
      track.settle(sequence);
      if (deadLetters != null) {
        deadLetters.demand(sequence);
      }
    } else if (deadLetters == null) {
      // Where dead letters are consumed, one of unknown outcome has to come out there or here.
      track.settleMaybe(sequence);
    }
  }

  /** There is no dead-letter queue behind a dead-letter queue. */
  private static boolean leavesItThere(Track track, Settlement settlement) {
    return settlement == Settlement.RELEASED
        || (settlement == Settlement.DEAD_LETTERED && track.outlet().holdsDeadLetters());
  }

  @Override
  public synchronized void acknowledgedIn(
      long transaction, String outlet, long producer, long sequence) {
    Track track = sentTrack(outlet, producer, sequence);
    if (track != null && !track.isSettled(sequence)) {
      Spot spot = new Spot(track, sequence);
      transaction(transaction).acknowledged().add(spot);
      acknowledgedIn.put(spot, transaction(transaction));
      track.settleMaybe(sequence);
    }
  }

  /** Null: it was found to be unexpected when it came. */
  private @Nullable Track sentTrack(String outlet, long producer, long sequence) {
    Track track = outlet(outlet).track(producer);
    return track != null && track.lane().hasSent(sequence) ? track : null;
  }

  private static @Nullable Track deadLettersOf(Track track) {
    Outlet deadLetters = track.outlet().deadLetters();
    return deadLetters == null ? null : deadLetters.track(track.lane().producer());
  }

  @Override
  public synchronized void subscribed(String subscription, Set<String> topics) {
    Outlet before = outlets.get(subscription);
    if (before != null && !before.isSubscription()) {
      throw new IllegalArgumentException(
          "%s was told of as a queue; give the subscription another name".formatted(subscription));
    }
    if (before == null || before.isDeleted()) {
      Outlet outlet = Outlet.subscription(subscription, topics);
      outlets.put(subscription, outlet);
      lanes.values().stream().filter(outlet::takesFrom).forEach(outlet::add);
    }
    if (before != null && before.isDeleted()) {
      sumUp(before);
    }
  }

  private void sumUp(Outlet outlet) {
    for (Track track : outlet.tracks()) {
      receivedBefore += track.received();
      recoveredBefore += track.recovered();
    }
    flaggedFirstBefore += outlet.flaggedFirst();
  }

  @Override
  public synchronized void unsubscribing(String subscription) {
    Outlet outlet = outlets.get(subscription);
    if (outlet == null || !outlet.isSubscription()) {
      throw new IllegalArgumentException(
          "expected a subscription, found '%s'; tell of its creation first"
              .formatted(subscription));
    }
    outlet.delete();
  }

  @Override
  public synchronized void failover(long epoch) {
    if (epoch > latestEpoch) {
      failovers += latestEpoch == 0 ? 0 : 1;
      latestEpoch = epoch;
    }
  }

  /**
   * To be asked once everything was drained and settled: what is still under way looks lost. Costs
   * little while all is well, and may be asked before for the counts.
   */
  public synchronized HistoryReport report() {
    Findings all = findings.copy();
    outlets.values().stream().filter(outlet -> !outlet.isDeleted()).forEach(o -> judge(o, all));
    transactions.values().forEach(transaction -> judge(transaction, all));
    long received = receivedBefore;
    long recovered = recoveredBefore;
    long flaggedFirst = flaggedFirstBefore;
    for (Outlet outlet : outlets.values()) {
      flaggedFirst += outlet.flaggedFirst();
      for (Track track : outlet.tracks()) {
        received += track.received();
        recovered += track.recovered();
      }
    }
    return new HistoryReport(
        sent,
        confirmed,
        refused,
        received,
        redelivered,
        recovered,
        late,
        flaggedFirst,
        failovers,
        all.counts(),
        all.examples());
  }

  private void judge(Outlet outlet, Findings all) {
    Kind lost = outlet.isSubscription() ? Kind.SUBSCRIPTION_INCOMPLETE : Kind.LOST;
    for (Track track : outlet.tracks()) {
      track.forEachLost(
          sequence ->
              all.add(
                  lost,
                  track.isDelivered(sequence)
                      ? "%s came out of %s, was not settled, and never came again"
                      : "%s never came out of %s",
                  new Spot(track, sequence),
                  outlet.name()));
    }
    long flaggedFirstMax = outlet.flaggedFirstMax(failovers);
    if (outlet.flaggedFirst() > flaggedFirstMax) {
      all.add(
          Kind.FLAGGED_TOO_OFTEN,
          "%d messages came out of %s redelivered at first sight, but consumers lost at most %d"
              + " with %d failovers",
          outlet.flaggedFirst(),
          outlet.name(),
          flaggedFirstMax,
          failovers);
    }
  }

  private static void judge(Transaction transaction, Findings all) {
    String contradiction = transaction.contradiction();
    if (contradiction != null) {
      all.add(Kind.TRANSACTION_PARTLY_THERE, "%s", contradiction);
    }
  }

  /** Of the states of messages. */
  synchronized long bytesHeld() {
    return outlets.values().stream()
        .flatMap(outlet -> outlet.tracks().stream())
        .mapToLong(Track::bytesHeld)
        .sum();
  }

  private Lane lane(long producer) {
    Lane lane = lanes.get(producer);
    if (lane == null) {
      throw new IllegalArgumentException(
          "producer %d was not opened; tell of it before its first message".formatted(producer));
    }
    return lane;
  }

  /** What was not told to be a subscription is a queue. */
  private Outlet outlet(String name) {
    return outlets.computeIfAbsent(name, Outlet::queue);
  }

  private Transaction transaction(long number) {
    return transactions.computeIfAbsent(number, Transaction::new);
  }
}
