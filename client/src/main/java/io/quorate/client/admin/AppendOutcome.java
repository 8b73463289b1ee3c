package io.quorate.client.admin;

/** How an append ended. Exactly one of the three, within the client's deadline. */
public sealed interface AppendOutcome {

  /**
   * On disk on a majority.
   *
   * @param syncedNodes how many nodes were known to have it on disk
   */
  record Confirmed(long epoch, long index, int syncedNodes) implements AppendOutcome {}

  /** Surely not stored; may be appended again. */
  record Refused(Refusal reason, String detail) implements AppendOutcome {}

  /** May be stored, now or later. */
  record Unknown(String detail) implements AppendOutcome {}

  /** Why an entry was surely not stored. */
  enum Refusal {
    UNSPECIFIED,
    NOT_MASTER,
    NOT_READY,
    OVERLOADED,
    DISK_FULL,
    TOO_LARGE,
    DEADLINE,
    INVALID,
    /** A later entry of the same client is stored or may be: behind it this one must not go. */
    OUT_OF_ORDER;

    /** Whether the same entry may be taken a moment later or elsewhere. */
    boolean passes() {
      return this == NOT_MASTER || this == NOT_READY || this == OVERLOADED;
    }
  }
}
