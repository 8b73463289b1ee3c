package io.quorate.replication.port;

/** Read once per turn of the loop, by the loop; the core is told the time. */
public interface Clock {
  /** For time-outs: never falls, whatever becomes of the wall's clock. Begins anywhere. */
  long nanos();

  /** The wall's, since the epoch, for the log's own time only. May leap, both ways. */
  long wallMillis();
}
