package io.quorate.election.zookeeper;

import io.quorate.election.LatchNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the places of lost incarnations, a few per minute at most: a node that evicts in a storm
 * is itself the one that is cut off. ZooKeeper cannot tie a deletion to the owner of an ephemeral
 * node; that paths are never reused is enough.
 */
final class Eviction {
  private static final Logger log = LoggerFactory.getLogger(Eviction.class);

  private static final int BURST = 3;
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /** So that two replicas that lost the same master rarely ask at the same moment. */
  private static final int JITTER_MILLIS_MAX = 20;

  private final Znodes znodes;
  private final ZnodePaths.Group paths;
  private final ElectionLoop loop;
  private final LongSupplier nanos;
  private final SplittableRandom random;
  private final Consumer<LatchNode> onEvicted;
  private final TokenBucket bucket;
  private final Set<String> underWay = new HashSet<>();

  Eviction(
      Znodes znodes,
      ZnodePaths.Group paths,
      ElectionLoop loop,
      LongSupplier nanos,
      SplittableRandom random,
      Consumer<LatchNode> onEvicted) {
    this.znodes = znodes;
    this.paths = paths;
    this.loop = loop;
    this.nanos = nanos;
    this.random = random;
    this.onEvicted = onEvicted;
    bucket = new TokenBucket(BURST, PERIOD, nanos.getAsLong());
  }

  void evict(LatchNode lost, int registerVersion) {
    if (!lost.path().startsWith(paths.line() + "/")) {
      throw new IllegalArgumentException(
          "eviction: expected a place below %s, found %s".formatted(paths.line(), lost));
    }
    if (underWay.contains(lost.path())) {
      return;
    }
    if (!bucket.tryTake(nanos.getAsLong())) {
      log.debug("Eviction of {} waits: {} per {} at most", lost, BURST, PERIOD);
      return;
    }
    underWay.add(lost.path());
    var unused =
        loop.after(
            Duration.ofMillis(random.nextInt(JITTER_MILLIS_MAX)),
            () ->
                znodes.deleteWhile(
                    paths.epoch(),
                    registerVersion,
                    lost.path(),
                    answer -> onAnswer(lost, registerVersion, answer)));
  }

  private void onAnswer(LatchNode lost, int registerVersion, Answer answer) {
    underWay.remove(lost.path());
    if (answer.isOk()) {
      log.info("Evicted {} from the line, at register version {}", lost, registerVersion);
      onEvicted.accept(lost);
    } else if (answer.is(Code.NONODE) || answer.is(Code.BADVERSION)) {
      log.debug(
          "Eviction of {} came late ({}): somebody else did it, or an epoch was claimed",
          lost,
          answer.code());
    } else {
      log.warn("Eviction of {}: expected OK, NONODE or BADVERSION, found {}", lost, answer.code());
    }
  }
}
