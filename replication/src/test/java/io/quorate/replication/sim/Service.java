package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.StateMachine;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one process does with a group's log, beside the core and on its loop. */
public interface Service {
  /** The loop of the process. Of no effect once the process has ended. */
  interface Loop {
    void execute(Consumer<GroupCore> action);
  }

  StateMachine stateMachine();

  default void serving(long epoch) {}

  default void stopped(String reason) {}

  default void following(long epoch, @Nullable NodeId master) {}

  /** After each tick of the core's. */
  default void tick() {}
}
