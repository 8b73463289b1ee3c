package io.quorate.replication.loop;

/** What a loop drives. Called by one thread after another, never by two at once. */
interface LoopTarget {
  /** Once, before all else, on a thread that may wait for the disk. */
  void start(long nanos, long wallMillis);

  void at(long nanos, long wallMillis);

  void onTick();

  /** Returns whether there is more to do at once. */
  boolean endTurn();

  /** Once, after the last turn, unless one of them was thrown out of. */
  void stop();
}
