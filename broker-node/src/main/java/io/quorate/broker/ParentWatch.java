package io.quorate.broker;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when the one that started it is gone, killed perhaps: it holds the other end of
 * our standard input.
 */
public final class ParentWatch {
  /** Stands before the verb that is to run under watch. */
  public static final String VERB = "with-parent";

  private ParentWatch() {}

  static void start(InputStream fromParent) {
    Thread watch = new Thread(() -> awaitEnd(fromParent), "quorate-parent");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitEnd(InputStream fromParent) {
    try {
      while (fromParent.read() >= 0) {
        // Nothing is sent; only the end counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    // No hand-over: whoever could take over has the same parent.
    Runtime.getRuntime().halt(Main.FAILED);
  }
}
