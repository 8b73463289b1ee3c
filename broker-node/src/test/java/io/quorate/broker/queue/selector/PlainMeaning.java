package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/**
 * What selectors mean, a second time and the plain way: null is unknown, each type of number is
 * calculated in itself, LIKE tries everything. Shares nothing with what it judges.
 */
final class PlainMeaning {

  private PlainMeaning() {}

  static @Nullable Boolean not(@Nullable Boolean value) {
    return value == null ? null : Boolean.valueOf(!value);
  }

  static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
    if (isFalse(left) || isFalse(right)) {
      return false;
    }
    return left == null ? null : right;
  }

  static @Nullable Boolean or(@Nullable Boolean left, @Nullable Boolean right) {
    return not(and(not(left), not(right)));
  }

  private static boolean isFalse(@Nullable Boolean value) {
    return value != null && !value;
  }

  static @Nullable Boolean flag(@Nullable Object value) {
    return compare(value, "=", true);
  }

  static @Nullable Boolean compare(@Nullable Object left, String operator, @Nullable Object right) {
    if (left == null || right == null) {
      return null;
    }
    if (left instanceof Number one && right instanceof Number other) {
      return isOneOf(operator, order(one, other));
    }
    if (!left.getClass().equals(right.getClass())) {
      return false;
    }
    return switch (operator) {
      case "=" -> left.equals(right);
      case "<>" -> !left.equals(right);
      default -> false;
    };
  }

  /** One of the signs =, < and >; with not-a-number, none. */
  private static String order(Number left, Number right) {
    if (left instanceof Double || right instanceof Double) {
      return sign(left.doubleValue(), right.doubleValue());
    }
    if (left instanceof Float || right instanceof Float) {
      return sign(left.floatValue(), right.floatValue());
    }
    int order = Long.compare(left.longValue(), right.longValue());
    return order == 0 ? "=" : order < 0 ? "<" : ">";
  }

  private static String sign(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return "none";
    }
    return left == right ? "=" : left < right ? "<" : ">";
  }

  private static boolean isOneOf(String operator, String order) {
    return operator.equals("<>") ? !order.equals("=") : operator.contains(order);
  }

  static @Nullable Object calculate(@Nullable Object left, char operator, @Nullable Object right) {
    if (!(left instanceof Number one) || !(right instanceof Number other)) {
      return null;
    }
    if (one instanceof Double || other instanceof Double) {
      double a = one.doubleValue();
      double b = other.doubleValue();
      return operator == '+' ? a + b : operator == '-' ? a - b : operator == '*' ? a * b : a / b;
    }
    if (one instanceof Float || other instanceof Float) {
      float a = one.floatValue();
      float b = other.floatValue();
      return operator == '+' ? a + b : operator == '-' ? a - b : operator == '*' ? a * b : a / b;
    }
    if (operator == '/' && other.longValue() == 0) {
      return null;
    }
    if (one instanceof Long || other instanceof Long) {
      long a = one.longValue();
      long b = other.longValue();
      return operator == '+' ? a + b : operator == '-' ? a - b : operator == '*' ? a * b : a / b;
    }
    int a = one.intValue();
    int b = other.intValue();
    return operator == '+' ? a + b : operator == '-' ? a - b : operator == '*' ? a * b : a / b;
  }

  static @Nullable Object signed(char sign, @Nullable Object value) {
    if (value instanceof Double number) {
      return sign == '-' ? -number : +number;
    }
    if (value instanceof Float number) {
      return sign == '-' ? -number : +number;
    }
    if (value instanceof Long number) {
      return sign == '-' ? -number : +number;
    }
    return value instanceof Number number
        ? (Object) (sign == '-' ? -number.intValue() : number.intValue())
        : null;
  }

  static @Nullable Boolean like(@Nullable Object value, int[] pattern, int escape) {
    if (value == null) {
      return null;
    }
    return value instanceof String text && like(text.codePoints().toArray(), 0, pattern, 0, escape);
  }

  private static boolean like(int[] text, int at, int[] pattern, int in, int escape) {
    if (in == pattern.length) {
      return at == text.length;
    }
    if (pattern[in] == escape) {
      return at < text.length
          && text[at] == pattern[in + 1]
          && like(text, at + 1, pattern, in + 2, escape);
    }
    if (pattern[in] == '%') {
      return like(text, at, pattern, in + 1, escape)
          || (at < text.length && like(text, at + 1, pattern, in, escape));
    }
    return at < text.length
        && (pattern[in] == '_' || pattern[in] == text[at])
        && like(text, at + 1, pattern, in + 1, escape);
  }
}
