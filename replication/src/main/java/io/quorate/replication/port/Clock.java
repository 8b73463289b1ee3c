package io.quorate.replication.port;

/** Read once per turn of the loop, by the loop; the core is told the time. */
public interface Clock {
  /** Monotonic, for time-outs. */
  long nanos();

  /** The wall's, for the log's own time only. */
  long wallMillis();
}
