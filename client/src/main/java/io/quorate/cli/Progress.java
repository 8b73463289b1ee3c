package io.quorate.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bar on the terminal; nothing at all where the output goes elsewhere. */
final class Progress {
  private static final int WIDTH = 40;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable PrintStream terminal;
  private long shownNanos = System.nanoTime();
  private boolean isShown;

  private Progress(@Nullable PrintStream terminal) {
    this.terminal = terminal;
  }

  static Progress none() {
    return new Progress(null);
  }

  static Progress onTerminal() {
    return new Progress(isTerminal() ? System.err : null);
  }

  // Main asks for the console of old, which is there only on a terminal.
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    return System.console() != null;
  }

  /**
   * Shows how far it is.
   *
   * @param total 0: not known
   */
  void show(long done, long total) {
    long now = System.nanoTime();
    if (terminal == null || now - shownNanos < STEP_NANOS) {
      return;
    }
    shownNanos = now;
    isShown = true;
    int filled = total == 0 ? 0 : (int) (done * WIDTH / total);
    String bar = total == 0 ? "" : "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] ";
    terminal.print("\r" + bar + done + (total == 0 ? "" : "/" + total));
    terminal.flush();
  }

  void clear() {
    if (terminal != null && isShown) {
      terminal.print("\r" + " ".repeat(WIDTH * 2) + "\r");
      terminal.flush();
      isShown = false;
    }
  }
}
