package io.quorate.replication.model;

/** Everything the next entry depends on: position, chain, byte offset and time of the last one. */
public record LogEnd(long epoch, long index, long chain, long offset, long timeMillis) {
  /** Of an empty log that was never trimmed. */
  public static final LogEnd START = new LogEnd(0, 0, 0, 0, 0);

  public LogPosition position() {
    return new LogPosition(epoch, index);
  }
}
