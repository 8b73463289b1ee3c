package io.quorate.broker.session;

import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.Command;
import io.quorate.replication.model.LogPosition;
import java.util.concurrent.CompletableFuture;

/** Moves what matches to another queue, page by page, or counts it. On the loop. */
final class Moving {
  private static final int PAGE = 1_000;

  private final Reign reign;
  private final Looking looking;
  private final String to;
  private final boolean dryRun;
  private final CompletableFuture<Long> answer = new CompletableFuture<>();
  private long left;
  private long moved;

  Moving(Reign reign, Looking looking, String to, long limit, boolean dryRun) {
    this.reign = reign;
    this.looking = looking;
    this.to = to;
    this.left = limit;
    this.dryRun = dryRun;
  }

  CompletableFuture<Long> begin() {
    next(0);
    return answer;
  }

  private void next(long afterPosition) {
    var unused =
        looking
            .page(afterPosition, (int) Math.min(left, PAGE))
            .whenComplete(
                (page, failure) -> {
                  if (failure == null) {
                    take(page);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
  }

  /** What somebody holds stays: it would be moved under his hands. */
  private void take(Administration.BrowsePage page) {
    long[] found =
        page.messages().stream()
            .filter(message -> !message.inFlight())
            .mapToLong(Administration.Browsed::position)
            .toArray();
    // Claimed now: a consumer may have come since the page was read.
    long[] positions = dryRun ? found : reign.dispatcher().claim(looking.sourceId(), found);
    if (dryRun || positions.length == 0) {
      goOn(positions.length, page.next());
      return;
    }
    reign.propose(
        new Command.Move(looking.sourceId(), positions, to),
        new Reign.Answer() {
          @Override
          public void applied(LogPosition position, int syncedNodes, Applied result) {
            reign.dispatcher().release(looking.sourceId(), positions);
            goOn(((Applied.Counted) result).count(), page.next());
          }

          @Override
          public void failed(BrokerException reason) {
            reign.dispatcher().release(looking.sourceId(), positions);
            answer.completeExceptionally(reason);
          }
        });
  }

  private void goOn(long count, long next) {
    moved += count;
    left -= count;
    if (next == 0 || left <= 0) {
      answer.complete(moved);
    } else {
      next(next);
    }
  }
}
