package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Settlement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settlements that are to take effect together: those of one turn, or of a transaction. What is
 * noted here is out of its subscriber's hands until it took effect or did not.
 */
public final class Settling {
  private final List<Held> noted = new ArrayList<>();
  private @Nullable SettleCall by;

  /** Whose are the deliveries that are noted from now on. */
  void by(SettleCall call) {
    by = call;
  }

  /**
   * Takes deliveries from their subscriber.
   *
   * @return how many there were
   */
  public int note(
      Subscriber subscriber,
      long fromTag,
      long toTag,
      Settlement.Outcome outcome,
      long delayMillis,
      String reason) {
    List<Held> found = subscriber.find(fromTag, toTag);
    for (Held one : found) {
      subscriber.letGo(one);
      one.become(outcome, delayMillis, reason);
      one.settledBy = by;
      noted.add(one);
    }
    return found.size();
  }

  void note(Held one) {
    noted.add(one);
  }

  public int size() {
    return noted.size();
  }

  /** As the log is told them: neighbours in one. What is in memory only is left out. */
  public List<Settlement> settlements() {
    List<Settlement> settlements = new ArrayList<>();
    Held first = null;
    Held last = null;
    int count = 0;
    for (Held one : noted) {
      if (one.home.sourceId() == 0) {
        continue;
      }
      if (last != null && one.follows(last)) {
        count++;
      } else {
        if (first != null) {
          settlements.add(settlement(first, count));
        }
        first = one;
        count = 1;
      }
      last = one;
    }
    if (first != null) {
      settlements.add(settlement(first, count));
    }
    return settlements;
  }

  private static Settlement settlement(Held first, int count) {
    return new Settlement(
        first.home.sourceId(),
        first.position,
        count,
        first.outcome,
        first.delayMillis,
        first.reason);
  }

  /** The entry is applied; tells of what went with an earlier one. */
  void appliedWith(long index) {
    for (Held one : noted) {
      SettleCall call = one.settledBy;
      if (call != null && one.goneIndex > 0 && one.goneIndex < index) {
        call.tooLate(1);
      }
    }
    applied();
  }

  /** The entry is applied. */
  public void applied() {
    noted.forEach(one -> one.home.settled(one));
    noted.clear();
  }

  /**
   * Surely without effect: the subscribers hold them again.
   *
   * @return those whose subscriber is no longer there
   */
  List<Held> undone() {
    List<Held> homeless = new ArrayList<>();
    for (Held one : noted) {
      if (!one.isHandedOver) {
        one.home.takeBack(one);
      } else if (one.subscriber.isClosed()) {
        one.subscriber.leaveBehind(one);
        homeless.add(one);
      } else {
        one.subscriber.holdAgain(one);
      }
    }
    noted.clear();
    return homeless;
  }

  /** Nobody can say: what was settled is learnt from the state. */
  void forgotten() {
    noted.clear();
  }
}
