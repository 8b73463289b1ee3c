package io.quorate.broker.session;

import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.session.Administration.DestinationStatus;
import io.quorate.broker.session.BrokerFigures.DestinationFigures;
import java.util.List;

/** Sums up a reign for metrics. On the loop, so no more than it bears every few seconds. */
final class Surveying {
  /** Of each kind, by name: a series in the metrics for each value of each. */
  private static final int DESTINATIONS_MAX = 1_000;

  private Surveying() {}

  static List<DestinationFigures> destinations(Reign reign, DestinationKind kind) {
    return reign.view().destinations(kind, "", DESTINATIONS_MAX).stream()
        .map(view -> figures(reign, Listing.status(reign, view)))
        .toList();
  }

  private static DestinationFigures figures(Reign reign, DestinationStatus status) {
    long oldest = status.view().oldestMillis();
    return new DestinationFigures(
        status.view().address().name(),
        Math.max(0, status.view().messages() - status.inFlight()) + status.volatileMessages(),
        status.inFlight(),
        status.view().delayed(),
        status.view().bytes(),
        status.consumers(),
        oldest == 0 ? 0 : Math.max(0, reign.dispatcher().timeMillis() - oldest),
        reign.counts().trafficOf(status.view().address()));
  }
}
