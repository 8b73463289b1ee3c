package io.quorate.broker.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rounds of faults, endlessly; the same ones for the same seed. */
final class Draws {
  /**
   * What happens within one period; nothing in a quiet one.
   *
   * @param hold how long things stay broken
   * @param seed of the victims
   */
  record Round(List<Fault> faults, Duration hold, long seed) {}

  private static final int QUIET_PERCENT = 10;
  private static final int TWO_PERCENT = 40;
  private static final int HOLD_MILLIS_MIN = 2_000;
  private static final int HOLD_MILLIS_MAX = 12_000;

  /** Longer than a session with ZooKeeper lasts that is not renewed. */
  private static final int LONG_HOLD_MILLIS = 20_000;

  private static final int LONG_PERCENT = 10;

  private final List<Fault> faults;
  private final Random random;

  Draws(long seed, List<Fault> faults) {
    this.faults = faults;
    this.random = new Random(seed);
  }

  Round next() {
    return new Round(drawFaults(), drawHold(), random.nextLong());
  }

  private List<Fault> drawFaults() {
    int share = random.nextInt(100);
    if (share < QUIET_PERCENT) {
      return List.of();
    }
    List<Fault> drawn = new ArrayList<>(List.of(draw(faults)));
    Fault.Kind kind = drawn.get(0).kind();
    List<Fault> others = faults.stream().filter(fault -> fault.kind().goesWith(kind)).toList();
    if (share < QUIET_PERCENT + TWO_PERCENT && !others.isEmpty()) {
      drawn.add(draw(others));
    }
    return drawn;
  }

  private Fault draw(List<Fault> from) {
    return from.get(random.nextInt(from.size()));
  }

  private Duration drawHold() {
    int millis = random.nextInt(HOLD_MILLIS_MIN, HOLD_MILLIS_MAX + 1);
    return Duration.ofMillis(random.nextInt(100) < LONG_PERCENT ? LONG_HOLD_MILLIS : millis);
  }
}
