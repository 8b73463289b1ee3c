package io.quorate.broker.process;

import io.quorate.client.admin.AdminException;
import java.util.function.Consumer;

/** Works on a cluster whatever happens to it, and remembers what it was told. */
interface Load extends AutoCloseable {
  void start();

  ConfirmMeter meter();

  /** Adds nothing more; returns once all that was asked for has ended. */
  void stop() throws InterruptedException;

  /**
   * Fails unless the cluster kept what it promised. To be called once the load is stopped and the
   * cluster healed.
   *
   * @param out is told the figures, a line at a time
   */
  void check(ProcessCluster cluster, Consumer<String> out)
      throws AdminException, InterruptedException;

  @Override
  void close();
}
