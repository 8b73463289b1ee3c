package io.quorate.broker.process.machine;

/** Whether bytes may pass one way. Safe for many threads. */
final class Gate {
  private boolean isShut;

  synchronized void shut() {
    isShut = true;
  }

  synchronized void open() {
    isShut = false;
    notifyAll();
  }

  /** Whoever comes to it while it is shut waits. */
  synchronized void awaitOpen() throws InterruptedException {
    while (isShut) {
      wait();
    }
  }
}
