package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/** The three values of SQL's logic. */
enum Truth {
  TRUE,
  FALSE,
  UNKNOWN;

  static Truth of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** Of a value that stands where a condition is wanted; what is no boolean is not true. */
  static Truth ofValue(@Nullable Object value) {
    return value == null ? UNKNOWN : of(value.equals(true));
  }

  @Nullable Boolean value() {
    return this == UNKNOWN ? null : Boolean.valueOf(this == TRUE);
  }

  Truth not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
    };
  }

  Truth and(Truth other) {
    if (this == FALSE || other == FALSE) {
      return FALSE;
    }
    return this == TRUE ? other : UNKNOWN;
  }

  Truth or(Truth other) {
    if (this == TRUE || other == TRUE) {
      return TRUE;
    }
    return this == FALSE ? other : UNKNOWN;
  }
}
