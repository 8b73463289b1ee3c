package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Command;
import io.quorate.replication.model.Entry;
import io.quorate.replication.port.Proposal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What dispatch asks of its node, on the loop. Answers may come within the call. */
public interface Outlet {
  /** Answered like any proposal, at the latest when this node is no longer master. */
  void propose(Command command, Proposal.Answer answer);

  /** The same for somebody who waits until then, if that is longer than the node would. */
  void propose(Command command, long deadlineNanos, Proposal.Answer answer);

  /** An entry that is in memory; null: it has to be read. */
  @Nullable Entry cached(long index);

  /** Entries side by side from the index on, one chunk at most; none: they cannot be read now. */
  void read(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader);

  /** Asks for a {@link Dispatcher#run} after this turn. */
  void wake();
}
