package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/** How two values compare. */
enum Relation {
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">=");

  private final String symbol;

  Relation(String symbol) {
    this.symbol = symbol;
  }

  static @Nullable Relation of(Token token) {
    for (Relation relation : values()) {
      if (token.is(relation.symbol)) {
        return relation;
      }
    }
    return null;
  }

  /** Strings and booleans are equal or not; only numbers have an order. */
  boolean isOrder() {
    return this != EQUAL && this != NOT_EQUAL;
  }

  Truth test(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Truth.UNKNOWN;
    }
    if (left instanceof Number one && right instanceof Number other) {
      return Truth.of(holds(one, other));
    }
    // Unlike types compare to false, not to unknown, and even with <> (JMS 2.0 §3.8.1.1).
    boolean alike = left.getClass() == right.getClass();
    return Truth.of(alike && !isOrder() && left.equals(right) == (this == EQUAL));
  }

  private boolean holds(Number left, Number right) {
    return switch (Promotion.of(left, right)) {
      case INT, LONG -> holds(left.longValue(), right.longValue());
      case FLOAT -> holds(left.floatValue(), right.floatValue());
      case DOUBLE -> holds(left.doubleValue(), right.doubleValue());
    };
  }

  private boolean holds(long left, long right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
    };
  }

  /** By Java's operators and not by {@code compare}, so that NaN has no order and -0.0 is 0.0. */
  private boolean holds(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
    };
  }
}
