package io.quorate.broker.process.machine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone, last things first; once, when closed or when the JVM ends. */
final class Cleanup implements AutoCloseable {
  private final Deque<String[]> commands = new ArrayDeque<>();
  private final Thread hook = new Thread(this::undo);

  Cleanup() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** To be run whether or not the others succeed. */
  synchronized void add(String... command) {
    commands.push(command);
  }

  private synchronized void undo() {
    while (!commands.isEmpty()) {
      Command.succeeds(commands.pop());
    }
  }

  @Override
  public void close() {
    undo();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending: the hook runs, and finds nothing to do.
    }
  }
}
