package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/** How two numbers are calculated with. */
enum Operator {
  PLUS("+"),
  MINUS("-"),
  TIMES("*"),
  DIVIDED_BY("/");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  boolean isSpelledBy(Token token) {
    return token.is(symbol);
  }

  /**
   * Null, which is unknown, where an operand is unknown or no number, and where an exact number is
   * divided by zero.
   */
  @Nullable Number apply(@Nullable Object left, @Nullable Object right) {
    if (!(left instanceof Number one && right instanceof Number other)) {
      return null;
    }
    Promotion promotion = Promotion.of(one, other);
    boolean exact = promotion == Promotion.INT || promotion == Promotion.LONG;
    if (exact && this == DIVIDED_BY && other.longValue() == 0) {
      return null;
    }
    // Calculated in the wider type and rounded once more: for one operation on two ints or two
    // floats that gives the very result of the narrow type, overflow included.
    return switch (promotion) {
      case INT -> (int) calculate(one.longValue(), other.longValue());
      case LONG -> calculate(one.longValue(), other.longValue());
      case FLOAT -> (float) calculate((double) one.floatValue(), (double) other.floatValue());
      case DOUBLE -> calculate(one.doubleValue(), other.doubleValue());
    };
  }

  private long calculate(long left, long right) {
    return switch (this) {
      case PLUS -> left + right;
      case MINUS -> left - right;
      case TIMES -> left * right;
      case DIVIDED_BY -> left / right;
    };
  }

  private double calculate(double left, double right) {
    return switch (this) {
      case PLUS -> left + right;
      case MINUS -> left - right;
      case TIMES -> left * right;
      case DIVIDED_BY -> left / right;
    };
  }
}
