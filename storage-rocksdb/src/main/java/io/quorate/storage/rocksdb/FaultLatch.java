package io.quorate.storage.rocksdb;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The one way out of a failure of the disk: the first word is passed on, and from then on nothing
 * is reported any more. After a failed sync nobody knows what the disk holds; a restart reads it.
 */
final class FaultLatch {
  private final AtomicBoolean raised = new AtomicBoolean();
  private final Consumer<String> halt;

  FaultLatch(Consumer<String> halt) {
    this.halt = halt;
  }

  void raise(String lastWord) {
    if (raised.compareAndSet(false, true)) {
      halt.accept(lastWord);
    }
  }

  boolean isRaised() {
    return raised.get();
  }
}
