package io.quorate.benchmarks.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again until something is so, for two minutes at most. */
public final class Patience {
  private static final Duration TIME_MAX = Duration.ofMinutes(2);
  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

  /** A look that may fail while a cluster is on its way. */
  @FunctionalInterface
  public interface Look {
    boolean isSo() throws Exception;
  }

  private Patience() {}

  public static void await(String what, Look look) {
    long startNanos = System.nanoTime();
    while (!seen(look)) {
      if (System.nanoTime() - startNanos > TIME_MAX.toNanos()) {
        throw new ServerException(
            "waited %d s in vain for %s".formatted(TIME_MAX.toSeconds(), what));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private static boolean seen(Look look) {
    try {
      return look.isSo();
    } catch (ServerException e) {
      throw e;
    } catch (Exception e) {
      // Not yet; what never comes ends with the time.
      return false;
    }
  }
}
