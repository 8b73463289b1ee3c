package io.quorate.broker.queue.selector;

/** The type in which two numbers meet: Java's numeric promotion (JLS 5.6), which JMS asks for. */
enum Promotion {
  INT,
  LONG,
  FLOAT,
  DOUBLE;

  static Promotion of(Number left, Number right) {
    Promotion one = of(left);
    Promotion other = of(right);
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Promotion of(Number number) {
    if (number instanceof Double) {
      return DOUBLE;
    }
    if (number instanceof Float) {
      return FLOAT;
    }
    return number instanceof Long ? LONG : INT;
  }
}
