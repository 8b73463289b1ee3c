package io.quorate.client.admin;

/**
 * A committed entry as a node's disk has it.
 *
 * @param timeMillis the log's own time, since 1970
 * @param crc over the entry, as the node stores it
 * @param chain stands for this entry and all before it
 */
public record LogEntry(
    long epoch,
    long index,
    int type,
    int version,
    long timeMillis,
    int crc,
    long chain,
    byte[] payload) {
  /** Types below are the log's own: replica sets, barriers. */
  private static final int TYPE_APPENDED_MIN = 32;

  /** Whether somebody appended it, and so its payload may be a {@link LedgerPayload}. */
  public boolean isAppended() {
    return type >= TYPE_APPENDED_MIN;
  }

  /** Whether it can be read as a {@link LedgerPayload}. */
  public boolean isNumbered() {
    return isAppended() && LedgerPayload.fits(payload);
  }
}
