package io.quorate.election.zookeeper;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.ElectionListener;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that every claim is answered once and in time, and that only the newest counts. */
final class EpochClaims {
  private static final Logger log = LoggerFactory.getLogger(EpochClaims.class);

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final String group;
  private final NodeIdentity identity;
  private final ElectionLoop loop;
  private final Znodes znodes;
  private final ZnodePaths.Group paths;
  private final ElectionListener listener;
  private @Nullable Unanswered unanswered;

  EpochClaims(
      String group,
      NodeIdentity identity,
      ElectionLoop loop,
      Znodes znodes,
      ZnodePaths.Group paths,
      ElectionListener listener) {
    this.group = group;
    this.identity = identity;
    this.loop = loop;
    this.znodes = znodes;
    this.paths = paths;
    this.listener = listener;
  }

  /** Answers a claim that is not worth a try. */
  void refuse(long token, ClaimRefusal reason) {
    supersede();
    listener.onEpochRefused(token, reason);
  }

  /** {@code onRefused} also hears of refusals that come too late to be an answer. */
  void start(String ownPath, long atLeast, long token, Consumer<ClaimRefusal> onRefused) {
    supersede();
    Unanswered claim = new Unanswered(token);
    unanswered = claim;
    claim.deadline = loop.after(DEADLINE, () -> answerRefused(claim, ClaimRefusal.OUTCOME_UNKNOWN));
    new EpochClaim(
            znodes,
            paths,
            identity,
            ownPath,
            atLeast,
            epoch -> answerClaimed(claim, epoch),
            reason -> {
              answerRefused(claim, reason);
              onRefused.accept(reason);
            })
        .start();
  }

  private void supersede() {
    if (unanswered != null) {
      answerRefused(unanswered, ClaimRefusal.SUPERSEDED);
    }
  }

  private void answerClaimed(Unanswered claim, long epoch) {
    if (endIfUnanswered(claim)) {
      log.info("Node {} claimed epoch {} of group {}", identity.nodeId(), epoch, group);
      listener.onEpochClaimed(claim.token, epoch);
    } else {
      log.info(
          "Node {} claimed epoch {} of group {} too late: nobody uses it",
          identity.nodeId(),
          epoch,
          group);
    }
  }

  private void answerRefused(Unanswered claim, ClaimRefusal reason) {
    if (endIfUnanswered(claim)) {
      listener.onEpochRefused(claim.token, reason);
    }
  }

  /** True the first time, so that a claim is answered once. */
  private boolean endIfUnanswered(Unanswered claim) {
    if (claim != unanswered) {
      return false;
    }
    unanswered = null;
    if (claim.deadline != null) {
      claim.deadline.cancel(false);
    }
    return true;
  }

  /** Compared by identity, since a caller may use a token twice. */
  private static final class Unanswered {
    private final long token;
    private @Nullable Future<?> deadline;

    Unanswered(long token) {
      this.token = token;
    }
  }
}
