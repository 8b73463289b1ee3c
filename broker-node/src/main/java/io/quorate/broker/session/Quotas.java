package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.session.BrokerException.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much clients may make. Asked by the master before it proposes: what is in the log already
 * counts on every node, whatever its own configuration says. On the loop.
 */
final class Quotas {
  private final BrokerView view;
  private final Limits limits;

  Quotas(BrokerView view, Limits limits) {
    this.view = view;
    this.limits = limits;
  }

  /** Why a command would make too much; null: it would not. */
  @Nullable BrokerException refusalOf(Command command) {
    if (command instanceof Command.CreateDestination create) {
      return refusalOf(create.address());
    }
    return command instanceof Command.Subscribe subscribe
            && view.subscriptionCount() >= limits.subscriptionsMax()
            && view.subscription(subscribe.key()) == null
        ? tooMany("subscriptions", view.subscriptionCount(), limits.subscriptionsMax())
        : null;
  }

  /** The same for destinations that a batch would bring about. */
  @Nullable BrokerException refusalOf(List<Batch.Share> shares) {
    if (view.destinationCount() < limits.destinationsMax()) {
      return null;
    }
    for (Batch.Share share : shares) {
      BrokerException refusal = refusalOf(share.address());
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable BrokerException refusalOf(Address address) {
    return view.destinationCount() >= limits.destinationsMax() && !view.exists(address)
        ? tooMany("destinations", view.destinationCount(), limits.destinationsMax())
        : null;
  }

  private static BrokerException tooMany(String what, int count, int max) {
    return new BrokerException(
        Code.LIMIT_REACHED,
        String.format(
            "%d %s are there, at most %d are allowed: delete some, or raise clients.%sMax",
            count, what, max, what),
        "",
        max,
        count);
  }
}
