package io.quorate.client.history;

import io.quorate.client.history.History.Trait;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What is known of one producer's messages at one outlet: five bits for each. */
final class Track {
  /** A message of a producer at an outlet. */
  record Spot(Track track, long sequence) {
    boolean isDelivered() {
      return track.isDelivered(sequence);
    }

    /** Whether it has to come again unless it is settled. */
    boolean isBoundToReturn() {
      return !track.outlet.isDeleted() && track.isWanted(sequence) && !track.isRefused(sequence);
    }

    @Override
    public String toString() {
      return track.lane.name(sequence);
    }
  }

  /** Whether it has to come: not known, it must, it must not, it need not. */
  private static final int DUTY = 0b00011;

  private static final int OPEN = 0;
  private static final int DUE = 1;
  private static final int REFUSED = 2;
  private static final int OPTIONAL = 3;

  private static final int DELIVERED = 0b00100;

  private static final int MAYBE_SETTLED = 0b01000;
  private static final int SETTLED = 0b10000;

  private final Outlet outlet;
  private final Lane lane;
  private final long dueFrom;
  private final @Nullable Track origin;
  private @Nullable Track returnsFrom;
  private final StateRuns states = new StateRuns();

  private Track(Outlet outlet, Lane lane, long dueFrom, @Nullable Track origin) {
    this.outlet = outlet;
    this.lane = lane;
    this.dueFrom = dueFrom;
    this.origin = origin;
  }

  /** Of what the producer sends from now on, all has to come; of what it sent before, any may. */
  static Track fromNowOn(Outlet outlet, Lane lane) {
    return new Track(outlet, lane, lane.lastSent() + 1, null);
  }

  /**
   * Of what leaves its origin as a dead letter or is moved: only what surely became a dead letter
   * has to come.
   */
  static Track passedOn(Outlet outlet, Track origin) {
    return new Track(outlet, origin.lane, Long.MAX_VALUE, origin);
  }

  Outlet outlet() {
    return outlet;
  }

  Lane lane() {
    return lane;
  }

  /** Where its messages are before they come here. */
  @Nullable Track origin() {
    return origin;
  }

  void mayReturnFrom(Track other) {
    returnsFrom = other;
  }

  /** Where it is that a message may come back from that was here before; null: there is none. */
  @Nullable Track whereItMayHaveBeen(long sequence) {
    Track other = returnsFrom;
    if (other == null || other.isSettled(sequence)) {
      return null;
    }
    boolean wasThere = other.isDue(sequence) || other.isDelivered(sequence);
    return wasThere || !isSettled(sequence) ? other : null;
  }

  /** As if it had never been here. */
  void forget(long sequence) {
    states.set(sequence, 0);
  }

  /** As if it had come here for the first time, while it is still owed. */
  void startAfresh(long sequence) {
    states.set(sequence, states.get(sequence) & DUTY);
  }

  boolean isOrdered() {
    return origin == null && !lane.is(Trait.UNORDERED);
  }

  /** Whether it has to come here if it was stored. */
  boolean isWanted(long sequence) {
    return sequence >= dueFrom && !lane.is(Trait.PERISHABLE);
  }

  boolean isRefused(long sequence) {
    return duty(states.get(sequence)) == REFUSED || (origin != null && origin.isRefused(sequence));
  }

  boolean isDue(long sequence) {
    return duty(states.get(sequence)) == DUE;
  }

  boolean isDelivered(long sequence) {
    return has(states.get(sequence), DELIVERED);
  }

  boolean isSettled(long sequence) {
    return has(states.get(sequence), SETTLED);
  }

  void confirm(long sequence) {
    if (isWanted(sequence)) {
      demand(sequence);
    }
  }

  void demand(long sequence) {
    states.set(sequence, (states.get(sequence) & ~DUTY) | DUE);
  }

  void refuse(long sequence) {
    states.set(sequence, (states.get(sequence) & ~DUTY) | REFUSED);
  }

  /** It is in a consumer's hands, so an acknowledgement that may have happened did not. */
  void deliver(long sequence) {
    int state = (states.get(sequence) & ~MAYBE_SETTLED) | DELIVERED;
    boolean isOptional = duty(state) == OPEN && (outlet.isDeleted() || !isWanted(sequence));
    states.set(sequence, isOptional ? state | OPTIONAL : state);
  }

  void settle(long sequence) {
    states.set(sequence, (states.get(sequence) & ~MAYBE_SETTLED) | SETTLED);
  }

  void settleMaybe(long sequence) {
    if (!isSettled(sequence)) {
      states.set(sequence, states.get(sequence) | MAYBE_SETTLED);
    }
  }

  /** Whatever was sent until now may be gone without having come. */
  void purge() {
    if (origin == null) {
      for (long sequence = 1; sequence <= lane.lastSent(); sequence++) {
        settleMaybe(sequence);
      }
    } else {
      states.forEach(state -> state != 0, this::settleMaybe);
      origin.states.forEach(state -> has(state, DELIVERED), origin::settleMaybe);
    }
  }

  /** Whether it may be gone. */
  boolean isMaybeSettled(long sequence) {
    return has(states.get(sequence), MAYBE_SETTLED);
  }

  void unsettle(long sequence) {
    states.set(sequence, states.get(sequence) & ~MAYBE_SETTLED);
  }

  /** Different messages that came. */
  long received() {
    return origin != null ? 0 : states.count(state -> has(state, DELIVERED));
  }

  /** Came, though the outcome of the send is unknown. */
  long recovered() {
    return states.count(state -> duty(state) == OPEN && has(state, DELIVERED));
  }

  void forEachLost(LongConsumer action) {
    if (!lane.is(Trait.PERISHABLE)) {
      states.forEach(Track::isLost, action);
    }
  }

  private static boolean isLost(int state) {
    boolean isStored = duty(state) == DUE || (duty(state) != REFUSED && has(state, DELIVERED));
    return isStored && !has(state, SETTLED) && !has(state, MAYBE_SETTLED);
  }

  long bytesHeld() {
    return states.bytesHeld();
  }

  private static int duty(int state) {
    return state & DUTY;
  }

  private static boolean has(int state, int bit) {
    return (state & bit) != 0;
  }
}
