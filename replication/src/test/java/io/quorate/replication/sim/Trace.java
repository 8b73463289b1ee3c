package io.quorate.replication.sim;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The fingerprint of everything that happened in a world, and, if wanted, its story. */
final class Trace {
  private final Timeline timeline;
  private final @Nullable Consumer<String> story;
  private long fingerprint = 1;

  Trace(Timeline timeline, @Nullable Consumer<String> story) {
    this.timeline = timeline;
    this.story = story;
  }

  /** Something happened; the facts are numbers, so that it costs little when nobody reads along. */
  void note(int kind, long first, long second, Supplier<String> words) {
    fingerprint = mix(fingerprint ^ timeline.nanos());
    fingerprint = mix(mix(fingerprint + kind) ^ first) + second;
    if (story != null) {
      story.accept("%11.6f %s".formatted(timeline.nanos() / 1e9, words.get()));
    }
  }

  long fingerprint() {
    return fingerprint;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
