package io.quorate.client.history;

import io.quorate.client.history.Track.Spot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was sent and acknowledged in a transaction that has not surely ended. */
final class Transaction {
  record Send(Lane lane, long sequence) {}

  private final long number;
  private final List<Send> sends = new ArrayList<>();
  private final Set<Spot> acknowledged = new LinkedHashSet<>();
  private final List<Spot> cameBack = new ArrayList<>();

  Transaction(long number) {
    this.number = number;
  }

  List<Send> sends() {
    return sends;
  }

  /** Of those, what has not come back since. */
  Set<Spot> acknowledged() {
    return acknowledged;
  }

  /** What came again after it was acknowledged here: it was not, if all is well. */
  List<Spot> cameBack() {
    return cameBack;
  }

  void comeBack(Spot spot) {
    acknowledged.remove(spot);
    cameBack.add(spot);
  }

  /**
   * Says what tells of a commit beside what tells of none; null: nothing does. To be asked when
   * nothing more comes.
   */
  @Nullable String contradiction() {
    String happened = null;
    String didNot = null;
    for (Send send : sends) {
      for (Track track : send.lane().tracks()) {
        Spot spot = new Spot(track, send.sequence());
        if (spot.isDelivered()) {
          happened = spot + " came out of " + track.outlet().name();
        } else if (track.isWanted(send.sequence()) && !track.isMaybeSettled(send.sequence())) {
          didNot = spot + " never came out of " + track.outlet().name();
        }
      }
    }
    for (Spot spot : acknowledged) {
      if (spot.isBoundToReturn()) {
        happened = spot + " never came back to " + spot.track().outlet().name();
      }
    }
    for (Spot spot : cameBack) {
      didNot = spot + " came back to " + spot.track().outlet().name();
    }
    return happened == null || didNot == null
        ? null
        : "of transaction %d, %s, but %s".formatted(number, happened, didNot);
  }
}
