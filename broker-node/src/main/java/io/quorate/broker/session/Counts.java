package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.session.BrokerFigures.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went in and out of each destination since this master serves; for people. On the loop. */
final class Counts {
  private static final int DESTINATIONS_MAX = 200_000;

  private static final class Count {
    private long received;
    private long delivered;
    private long redelivered;
    private long acknowledged;
    private long expired;
    private long deadLettered;

    Traffic traffic() {
      return new Traffic(received, delivered, redelivered, acknowledged, expired, deadLettered);
    }
  }

  private final Map<Address, Count> counts = new HashMap<>();
  private final Count all = new Count();

  /** Of those beyond the bound, whom nobody asks after. */
  private final Count others = new Count();

  private long rejected;
  private long duplicates;

  /**
   * What has arrived.
   *
   * @param notTaken how many of them were refused or there before; of several destinations nobody
   *     knows whose those are, and then none of the batch count for theirs
   */
  void received(List<Batch.Share> shares, int notTaken) {
    all.received -= notTaken;
    for (Batch.Share share : shares) {
      all.received += share.messages();
    }
    if (notTaken > 0 && shares.size() > 1) {
      return;
    }
    for (Batch.Share share : shares) {
      of(share.address()).received += share.messages() - notTaken;
    }
  }

  /** Of a batch, beside what it brought. */
  void refused(int rejectedCount, int duplicateCount) {
    rejected += rejectedCount;
    duplicates += duplicateCount;
  }

  void delivered(Address address, int messages, int ofThemAgain) {
    Count count = of(address);
    count.delivered += messages;
    count.redelivered += ofThemAgain;
    all.delivered += messages;
    all.redelivered += ofThemAgain;
  }

  void acknowledged(Address address, int messages) {
    of(address).acknowledged += messages;
    all.acknowledged += messages;
  }

  void expired(Address address, int messages) {
    of(address).expired += messages;
    all.expired += messages;
  }

  void deadLettered(Address address, int messages) {
    of(address).deadLettered += messages;
    all.deadLettered += messages;
  }

  private Count of(Address address) {
    Count known = counts.get(address);
    if (known == null) {
      known = counts.size() < DESTINATIONS_MAX ? new Count() : others;
      if (known != others) {
        counts.put(address, known);
      }
    }
    return known;
  }

  Traffic trafficOf(Address address) {
    @Nullable Count count = counts.get(address);
    return count == null ? Traffic.NONE : count.traffic();
  }

  Traffic traffic() {
    return all.traffic();
  }

  long rejected() {
    return rejected;
  }

  long duplicates() {
    return duplicates;
  }

  void forget(Address address) {
    counts.remove(address);
  }
}
