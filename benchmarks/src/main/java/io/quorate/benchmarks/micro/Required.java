package io.quorate.benchmarks.micro;

import org.jspecify.annotations.Nullable;

/** For what JMH sets before it begins. */
final class Required {
  private Required() {}

  static <T> T that(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("expected what prepare() sets, found null");
    }
    return value;
  }
}
