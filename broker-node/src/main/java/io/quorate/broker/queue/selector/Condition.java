package io.quorate.broker.queue.selector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of a selector that is true, false or unknown for each message. */
interface Condition extends Expression {

  Truth test(PropertyLookup message);

  @Override
  default @Nullable Object valueIn(PropertyLookup message) {
    return test(message).value();
  }

  @Override
  default Kind kind() {
    return Kind.CONDITION;
  }

  /** AND, as a chain for the reason that {@link Calculation} is one. */
  record All(Condition[] parts) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Truth truth = Truth.TRUE;
      for (Condition part : parts) {
        truth = truth.and(part.test(message));
        if (truth == Truth.FALSE) {
          return truth;
        }
      }
      return truth;
    }
  }

  /** OR. */
  record Any(Condition[] parts) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Truth truth = Truth.FALSE;
      for (Condition part : parts) {
        truth = truth.or(part.test(message));
        if (truth == Truth.TRUE) {
          return truth;
        }
      }
      return truth;
    }
  }

  record Not(Condition condition) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      return condition.test(message).not();
    }
  }

  /** A property or a literal that stands alone: short for {@code value = TRUE}. */
  record Flag(Expression value) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      return Truth.ofValue(value.valueIn(message));
    }
  }

  record Comparison(Expression left, Relation relation, Expression right) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      return relation.test(left.valueIn(message), right.valueIn(message));
    }
  }

  record Between(Expression value, Expression low, Expression high) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Object found = value.valueIn(message);
      return Relation.GREATER_OR_EQUAL
          .test(found, low.valueIn(message))
          .and(Relation.LESS_OR_EQUAL.test(found, high.valueIn(message)));
    }
  }

  /**
   * NOT BETWEEN, which JMS defines by this and which is not NOT of the other: a string is neither.
   */
  record Outside(Expression value, Expression low, Expression high) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Object found = value.valueIn(message);
      return Relation.LESS
          .test(found, low.valueIn(message))
          .or(Relation.GREATER.test(found, high.valueIn(message)));
    }
  }

  record In(Property property, String[] sortedChoices) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Object found = property.valueIn(message);
      if (found == null) {
        return Truth.UNKNOWN;
      }
      return Truth.of(
          found instanceof String text && Arrays.binarySearch(sortedChoices, text) >= 0);
    }
  }

  record Like(Property property, LikePattern pattern) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      Object found = property.valueIn(message);
      if (found == null) {
        return Truth.UNKNOWN;
      }
      return Truth.of(found instanceof String text && pattern.matches(text));
    }
  }

  record IsNull(Property property) implements Condition {

    @Override
    public Truth test(PropertyLookup message) {
      return Truth.of(property.valueIn(message) == null);
    }
  }
}
