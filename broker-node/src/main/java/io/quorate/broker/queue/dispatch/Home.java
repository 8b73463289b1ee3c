package io.quorate.broker.queue.dispatch;

/** Where a message in flight belongs, and goes back to. */
interface Home {
  /** Of its source in the log; 0: it is in memory only. */
  long sourceId();

  /** What became of it has taken effect. */
  void settled(Held held);

  /** It was never handed over, and is there for others again. */
  void takeBack(Held held);
}
