package io.quorate.replication.loop;

/** What a loop drives. Called on the loop's thread only. */
interface LoopTarget {
  /** Once, before all else. */
  void start(long nanos, long wallMillis);

  void at(long nanos, long wallMillis);

  void onTick();

  /** Returns whether there is more to do at once. */
  boolean endTurn();

  /** Once, after the last turn, unless one of them was thrown out of. */
  void stop();
}
