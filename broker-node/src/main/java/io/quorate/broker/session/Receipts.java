package io.quorate.broker.session;

import io.quorate.broker.queue.Applied;
import io.quorate.replication.model.LogPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the state made of a batch, for its producer. */
record Receipts(CompletableFuture<SendReceipt> answer, Counts counts, Batch batch)
    implements Reign.Answer {
  @Override
  public void applied(LogPosition position, int syncedNodes, Applied result) {
    Applied.Sent sent = (Applied.Sent) result;
    BrokerException whole = refusalOfAll(sent.rejected());
    if (whole != null) {
      answer.completeExceptionally(whole);
      return;
    }
    counts.refused(sent.rejected().size(), sent.duplicates());
    counts.received(batch.shares(), sent.duplicates() + sent.rejected().size());
    answer.complete(
        new SendReceipt(
            SendReceipt.Durability.QUORUM_DISK,
            position,
            syncedNodes,
            sent.duplicates(),
            sent.rejected()));
  }

  /** A batch whose numbers were not taken failed as a whole. */
  private static @Nullable BrokerException refusalOfAll(List<Applied.Rejected> rejected) {
    if (rejected.isEmpty()) {
      return null;
    }
    Applied.Rejected first = rejected.get(0);
    return switch (first.reason()) {
      case SEQUENCE_GAP, PRODUCER_EXPIRED -> Refusals.refused(first);
      default -> null;
    };
  }

  @Override
  public void failed(BrokerException reason) {
    answer.completeExceptionally(reason);
  }
}
