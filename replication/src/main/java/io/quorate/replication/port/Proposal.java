package io.quorate.replication.port;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A wish to append an entry. Answered exactly once, at the latest with the tick after its deadline,
 * in one of three ways.
 *
 * @param deadlineNanos on the loop's clock
 */
public record Proposal(
    byte type, byte version, ByteBuffer payload, long deadlineNanos, Answer answer) {
  /** Called on the loop; must not block. */
  public interface Answer {
    /**
     * On disk on a majority, and applied.
     *
     * @param syncedNodes how many nodes were known to have it on disk
     * @param result what the state machine made of it
     */
    void committed(LogPosition position, int syncedNodes, Object result);

    /** Surely not stored. The master to ask instead is named where it is known. */
    void refused(Refusal reason, @Nullable NodeId master, String detail);

    /** May be stored, now or later. */
    void unknown(String detail);
  }

  /** Why an entry was surely not stored. */
  public enum Refusal {
    NOT_MASTER,
    /** A master that has not yet committed its barrier, or that is handing over. */
    NOT_READY,
    OVERLOADED,
    DISK_FULL,
    TOO_LARGE,
    DEADLINE,
    /** The request itself makes no sense, e.g. a node that is not known. */
    INVALID
  }
}
