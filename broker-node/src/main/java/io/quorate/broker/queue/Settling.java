package io.quorate.broker.queue;

import io.quorate.broker.queue.Attempts.Attempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of messages that consumers had, or that nobody took in time. */
final class Settling {
  /** No delay grows for longer: it has reached its bound long before. */
  private static final int BACK_OFF_STEPS_MAX = 64;

  private final Books books;
  private final Sources sources;
  private final DeadLettering deadLettering;

  Settling(Books books, Sources sources, DeadLettering deadLettering) {
    this.books = books;
    this.sources = sources;
    this.deadLettering = deadLettering;
  }

  /** Returns how many positions were gone already. */
  int settle(List<Settlement> settlements) {
    long skipped = 0;
    for (Settlement settlement : settlements) {
      if (settlement.count() > 0) {
        skipped += settlement.count() - settle(settlement);
      }
    }
    return (int) Math.min(skipped, Integer.MAX_VALUE);
  }

  private long settle(Settlement settlement) {
    Source source = sources.find(settlement.sourceId());
    if (source == null || settlement.fromPosition() < 0) {
      return 0;
    }
    long from = settlement.fromPosition();
    long count = Position.countInBand(from, settlement.count());
    if (settlement.outcome() == Settlement.Outcome.ACKNOWLEDGED) {
      return source.remove(from, count);
    }
    long settled = 0;
    long end = from + count;
    for (Slice left = within(source, from, end);
        left != null;
        left = within(source, left.position() + left.count(), end)) {
      settled += settle(source, left, settlement);
    }
    return settled;
  }

  /** The first messages side by side of these positions. */
  static @Nullable Slice within(Source source, long from, long end) {
    if (from >= end) {
      return null;
    }
    Slice found = source.nextWaiting(from, (int) Math.min(end - from, Integer.MAX_VALUE));
    if (found == null || found.position() >= end) {
      return null;
    }
    return found.part(0, (int) Math.min(found.count(), end - found.position()));
  }

  private int settle(Source source, Slice messages, Settlement settlement) {
    switch (settlement.outcome()) {
      case ACKNOWLEDGED -> source.remove(messages.position(), messages.count());
      case RELEASED -> release(source, messages, settlement.delayMillis());
      case FAILED -> fail(source, messages, settlement);
      case REJECTED ->
          deadLettering.bury(source, messages, reasonOr(settlement, "rejected by its consumer"));
      case EXPIRED -> {
        return expire(source, messages);
      }
    }
    return messages.count();
  }

  private void release(Source source, Slice messages, long delayMillis) {
    for (int i = 0; i < messages.count(); i++) {
      long position = messages.position() + i;
      giveBack(source, position, source.attempts(position), delayMillis);
    }
  }

  private void fail(Source source, Slice messages, Settlement settlement) {
    for (int i = 0; i < messages.count(); i++) {
      long position = messages.position() + i;
      DestinationOptions options = source.home(position).options();
      int failed = source.attempts(position) + 1;
      if (options.maxDeliveries() > 0 && failed >= options.maxDeliveries()) {
        // Parked messages stay at the limit.
        int counted = Math.min(failed, options.maxDeliveries());
        String reason = reasonOr(settlement, counted + " deliveries failed");
        deadLettering.bury(source, messages.part(i, 1), reason, counted);
      } else {
        long delay = settlement.delayMillis();
        giveBack(source, position, failed, delay > 0 ? delay : backOffMillis(options, failed));
      }
    }
  }

  private void giveBack(Source source, long position, int attempts, long delayMillis) {
    long due = books.now() + delayMillis;
    boolean waits = delayMillis > 0 && due > 0;
    source.handling().put(position, new Attempt(attempts, true, waits ? due : 0));
    if (!waits) {
      books.listener().returned(source, position);
    }
  }

  static long backOffMillis(DestinationOptions options, int attempts) {
    long max =
        options.redeliveryDelayMaxMillis() > 0
            ? options.redeliveryDelayMaxMillis()
            : Long.MAX_VALUE / 2;
    long delay = Math.min(options.redeliveryDelayMillis(), max);
    long percent = Math.max(0, options.redeliveryBackoffPercent());
    for (int i = 1; i < Math.min(attempts, BACK_OFF_STEPS_MAX) && delay < max; i++) {
      // Divided first where the product would not fit.
      delay = delay < Long.MAX_VALUE / Math.max(1, percent) ? delay * percent / 100 : max;
      delay = Math.min(delay, max);
    }
    return delay;
  }

  /** By the log's time, whatever the proposer's clock said. */
  private int expire(Source source, Slice messages) {
    if (!messages.isExpired(books.now())) {
      return 0;
    }
    if (source.home(messages.position()).options().deadLetterExpired()
        && !DeadLettering.isParked(source, messages.position())) {
      deadLettering.bury(source, messages, "its time to live was over");
    } else {
      Address from = source.home(messages.position()).address();
      source.remove(messages.position(), messages.count());
      books.listener().expired(from, messages.count());
    }
    return messages.count();
  }

  private static String reasonOr(Settlement settlement, String otherwise) {
    return settlement.reason().isEmpty() ? otherwise : settlement.reason();
  }
}
