package io.quorate.broker.queue;

/** Where a message's bytes are: entry index and ordinal within it, packed into one long. */
public final class MessageRef {
  public static final int ORDINALS = 1 << 16;

  private MessageRef() {}

  public static long of(long index, int ordinal) {
    return index << 16 | ordinal;
  }

  public static long index(long ref) {
    return ref >>> 16;
  }

  public static int ordinal(long ref) {
    return (int) ref & 0xffff;
  }
}
