package io.quorate.broker.queue.selector;

import java.util.List;

/**
 * A condition on the properties of a message, in the SQL-92 subset of JMS 2.0 §3.8 with its
 * three-valued logic. Where JMS leaves a choice: an exact literal is a long; an identifier alone is
 * short for {@code identifier = TRUE}; calculating with what is no number, and dividing an exact
 * number by zero, is unknown.
 *
 * <p>Bounded whatever a client writes: a parse by the length, an evaluation by the number of
 * identifiers times the longest string among their values. Only calculating allocates.
 */
public final class Selector {

  /** In chars. */
  public static final int LENGTH_MAX = 4096;

  private final String text;
  private final Condition condition;
  private final List<String> identifiers;

  private Selector(String text, Condition condition, List<String> identifiers) {
    this.text = text;
    this.condition = condition;
    this.identifiers = identifiers;
  }

  /** An empty selector is no selector to JMS: it matches all. So does a blank one. */
  public static Selector parse(String text) throws InvalidSelectorException {
    if (text.length() > LENGTH_MAX) {
      throw InvalidSelectorException.at(
          LENGTH_MAX, text, "at most " + LENGTH_MAX + " characters", String.valueOf(text.length()));
    }
    Parser parser = new Parser(text.isBlank() ? "TRUE" : text);
    Condition condition = parser.parse();
    return new Selector(text, condition, parser.identifiers());
  }

  /** True only if the condition is: false and unknown do not match. */
  public boolean matches(PropertyLookup message) {
    return condition.test(message) == Truth.TRUE;
  }

  /** The names this selector may look up, each once, in the order of their first use. */
  public List<String> identifiers() {
    return identifiers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selector selector && text.equals(selector.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
