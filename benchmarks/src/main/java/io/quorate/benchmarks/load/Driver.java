package io.quorate.benchmarks.load;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker as the loads see it. */
public interface Driver {
  /** A master that only the servers' starter can tell. */
  int MASTER_UNKNOWN = 0;

  /** Sends to one queue over a connection of its own; for one thread. */
  interface Sender {
    /**
     * Sends a persistent message, and may block while the client's buffers are full.
     *
     * @param done called once, on any thread: with null after the confirmation, otherwise with what
     *     went wrong
     */
    void send(byte[] body, Consumer<@Nullable Throwable> done) throws Exception;
  }

  /** Receives from one queue over a connection of its own; for one thread. */
  interface Receiver {
    /** Takes the next message and acknowledges it, alone; null if none came in time. */
    byte @Nullable [] receive(Duration timeout) throws Exception;
  }

  /** Creates the queue with three replicas; throws while the cluster is not ready for that. */
  void prepare(String queue) throws Exception;

  Sender sender(String queue) throws Exception;

  Receiver receiver(String queue) throws Exception;

  /** The number of the node that now orders the queue's messages. */
  default int master(String queue) throws Exception {
    return MASTER_UNKNOWN;
  }

  /** Whether all replicas of the queue have all of it, as far as clients can see that. */
  default boolean isWhole(String queue) throws Exception {
    return true;
  }
}
