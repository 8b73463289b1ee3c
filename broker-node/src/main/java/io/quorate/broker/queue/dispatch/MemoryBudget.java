package io.quorate.broker.queue.dispatch;

/** How much memory all messages take that are nowhere else. */
final class MemoryBudget {
  private final long bytesMax;
  private long bytes;

  MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  boolean hasRoom(long more) {
    return bytes + more <= bytesMax;
  }

  void take(long more) {
    bytes += more;
  }

  void giveBack(long less) {
    bytes -= less;
  }

  long bytes() {
    return bytes;
  }

  long bytesMax() {
    return bytesMax;
  }
}
