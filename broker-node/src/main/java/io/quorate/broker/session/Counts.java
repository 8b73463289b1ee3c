package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went in and out of each destination since this master serves; for people. On the loop. */
final class Counts {
  private static final int DESTINATIONS_MAX = 200_000;

  private static final class Count {
    private long received;
    private long acknowledged;
  }

  private final Map<Address, Count> counts = new HashMap<>();

  /**
   * What has arrived.
   *
   * @param notTaken how many of them were refused or there before; of several destinations nobody
   *     knows whose those are, and then none of the batch count
   */
  void received(List<Batch.Share> shares, int notTaken) {
    if (notTaken > 0 && shares.size() > 1) {
      return;
    }
    for (Batch.Share share : shares) {
      Count count = of(share.address());
      if (count != null) {
        count.received += share.messages() - notTaken;
      }
    }
  }

  void acknowledged(Address address, int messages) {
    Count count = of(address);
    if (count != null) {
      count.acknowledged += messages;
    }
  }

  private @Nullable Count of(Address address) {
    Count known = counts.get(address);
    if (known == null && counts.size() < DESTINATIONS_MAX) {
      known = new Count();
      counts.put(address, known);
    }
    return known;
  }

  long receivedBy(Address address) {
    Count count = counts.get(address);
    return count == null ? 0 : count.received;
  }

  long acknowledgedBy(Address address) {
    Count count = counts.get(address);
    return count == null ? 0 : count.acknowledged;
  }

  void forget(Address address) {
    counts.remove(address);
  }
}
