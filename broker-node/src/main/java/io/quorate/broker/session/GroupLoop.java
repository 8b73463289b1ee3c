package io.quorate.broker.session;

import io.quorate.replication.GroupCore;
import java.util.function.Consumer;

/** The loop of a group's core, as far as sessions need it. */
@FunctionalInterface
public interface GroupLoop {
  /**
   * Runs the action on the loop, with its core. False: too many wait, or the loop has ended; then
   * neither runs.
   *
   * @param abandoned runs instead, on some thread, if the loop ends first
   */
  boolean execute(Consumer<GroupCore> action, Runnable abandoned);
}
