package io.quorate.broker.queue.selector;

import org.jspecify.annotations.Nullable;

/** A part of a selector that has a value in each message. */
interface Expression {

  /** A String, a Boolean, a Number, or null for SQL's NULL. */
  @Nullable Object valueIn(PropertyLookup message);

  Kind kind();

  /** What is known of a value before there is a message. */
  enum Kind {
    CONDITION("a condition"),
    NUMBER("a number"),
    STRING("a string"),
    PROPERTY("an identifier");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    boolean mayBeNumber() {
      return this == NUMBER || this == PROPERTY;
    }

    boolean mayBeCondition() {
      return this == CONDITION || this == PROPERTY;
    }

    @Override
    public String toString() {
      return description;
    }
  }

  record Property(String name) implements Expression {

    @Override
    public @Nullable Object valueIn(PropertyLookup message) {
      return message.valueOf(name);
    }

    @Override
    public Kind kind() {
      return Kind.PROPERTY;
    }
  }

  record Literal(Object value, Kind kind) implements Expression {

    @Override
    public Object valueIn(PropertyLookup message) {
      return value;
    }
  }

  /** A sign of its own, before anything but a literal. */
  record Signed(int sign, Expression operand) implements Expression {

    @Override
    public @Nullable Object valueIn(PropertyLookup message) {
      return Operator.TIMES.apply(sign, operand.valueIn(message));
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /**
   * Operators of one precedence, from left to right. A chain and not a tree of pairs: its length
   * must not become depth of the stack.
   */
  record Calculation(Expression first, Step[] steps) implements Expression {

    record Step(Operator operator, Expression operand) {}

    @Override
    public @Nullable Object valueIn(PropertyLookup message) {
      Object value = first.valueIn(message);
      for (Step step : steps) {
        value = step.operator.apply(value, step.operand.valueIn(message));
      }
      return value;
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }
}
