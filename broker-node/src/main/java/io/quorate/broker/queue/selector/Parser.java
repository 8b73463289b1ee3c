package io.quorate.broker.queue.selector;

import io.quorate.broker.queue.selector.Condition.All;
import io.quorate.broker.queue.selector.Condition.Any;
import io.quorate.broker.queue.selector.Condition.Between;
import io.quorate.broker.queue.selector.Condition.Comparison;
import io.quorate.broker.queue.selector.Condition.Flag;
import io.quorate.broker.queue.selector.Condition.In;
import io.quorate.broker.queue.selector.Condition.IsNull;
import io.quorate.broker.queue.selector.Condition.Like;
import io.quorate.broker.queue.selector.Condition.Not;
import io.quorate.broker.queue.selector.Condition.Outside;
import io.quorate.broker.queue.selector.Expression.Calculation;
import io.quorate.broker.queue.selector.Expression.Kind;
import io.quorate.broker.queue.selector.Expression.Literal;
import io.quorate.broker.queue.selector.Expression.Property;
import io.quorate.broker.queue.selector.Expression.Signed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Recursive descent, one method per rule:
 *
 * <pre>
 * disjunction = conjunction { OR conjunction }
 * conjunction = negation { AND negation }
 * negation    = NOT negation | predicate
 * predicate   = sum [ ( = | &lt;&gt; | &lt; | &lt;= | &gt; | &gt;= ) sum
 *                   | [ NOT ] BETWEEN sum AND sum
 *                   | [ NOT ] IN ( string { , string } )
 *                   | [ NOT ] LIKE string [ ESCAPE string ]
 *                   | IS [ NOT ] NULL ]
 * sum         = product { ( + | - ) product }
 * product     = signed { ( * | / ) signed }
 * signed      = ( + | - ) signed | primary
 * primary     = identifier | string | number | TRUE | FALSE | "(" disjunction ")"
 * </pre>
 *
 * A parenthesis may hold a condition or a value, so all rules give an {@link Expression}; whoever
 * uses one says which it needs.
 */
final class Parser {

  static final int DEPTH_MAX = 64;

  private final String text;
  private final Lexer lexer;
  private final Set<String> identifiers = new LinkedHashSet<>();
  private Token next;
  private int depth;

  Parser(String text) throws InvalidSelectorException {
    this.text = text;
    lexer = new Lexer(text);
    next = lexer.next();
  }

  Condition parse() throws InvalidSelectorException {
    Condition condition = condition(this::disjunction);
    if (next.type() != Token.Type.END) {
      throw expected("an operator or the end of the selector");
    }
    return condition;
  }

  /** Each once, in the order of their first use. */
  List<String> identifiers() {
    return List.copyOf(identifiers);
  }

  private Expression disjunction() throws InvalidSelectorException {
    return joined("OR", this::conjunction, Any::new);
  }

  private Expression conjunction() throws InvalidSelectorException {
    return joined("AND", this::negation, All::new);
  }

  private Expression joined(String word, Rule rule, Function<Condition[], Condition> join)
      throws InvalidSelectorException {
    Token start = next;
    Expression first = rule.parse();
    if (!next.is(word)) {
      return first;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(asCondition(first, start));
    while (accept(word)) {
      parts.add(condition(rule));
    }
    return join.apply(parts.toArray(Condition[]::new));
  }

  private Expression negation() throws InvalidSelectorException {
    if (!next.is("NOT")) {
      return predicate();
    }
    descend();
    Condition condition = condition(this::negation);
    ascend();
    return new Not(condition);
  }

  private Expression predicate() throws InvalidSelectorException {
    Token start = next;
    Expression left = sum();
    Relation relation = Relation.of(next);
    if (relation != null) {
      return comparison(left, start, relation);
    }
    if (next.is("IS")) {
      return isNull(left, start);
    }
    boolean negated = accept("NOT");
    if (next.is("BETWEEN")) {
      return between(left, start, negated);
    }
    if (next.is("IN")) {
      return negatedIf(negated, in(left, start));
    }
    if (next.is("LIKE")) {
      return negatedIf(negated, like(left, start));
    }
    if (negated) {
      throw expected("BETWEEN, IN or LIKE after NOT");
    }
    return left;
  }

  private static Condition negatedIf(boolean negated, Condition condition) {
    return negated ? new Not(condition) : condition;
  }

  private Condition comparison(Expression left, Token start, Relation relation)
      throws InvalidSelectorException {
    Token operator = advance();
    if (!relation.isOrder()) {
      return new Comparison(left, relation, sum());
    }
    return new Comparison(asNumber(left, start, operator), relation, number(this::sum, operator));
  }

  private Condition isNull(Expression left, Token start) throws InvalidSelectorException {
    Property property = asProperty(left, start, advance());
    boolean negated = accept("NOT");
    expect("NULL", negated ? "NULL" : "NULL or NOT NULL");
    return negatedIf(negated, new IsNull(property));
  }

  private Condition between(Expression left, Token start, boolean negated)
      throws InvalidSelectorException {
    Token operator = advance();
    Expression value = asNumber(left, start, operator);
    Expression low = number(this::sum, operator);
    expect("AND", "an operator or the AND of BETWEEN");
    Expression high = number(this::sum, operator);
    return negated ? new Outside(value, low, high) : new Between(value, low, high);
  }

  private Condition in(Expression left, Token start) throws InvalidSelectorException {
    Property property = asProperty(left, start, advance());
    expect("(", "( and the strings to choose from");
    List<String> choices = new ArrayList<>();
    do {
      choices.add(string("a string in single quotes").text());
    } while (accept(","));
    expect(")", ", or )");
    return new In(property, choices.stream().sorted().toArray(String[]::new));
  }

  private Condition like(Expression left, Token start) throws InvalidSelectorException {
    Property property = asProperty(left, start, advance());
    Token pattern = string("a pattern in single quotes");
    int escape = accept("ESCAPE") ? escape() : LikePattern.NO_ESCAPE;
    try {
      return new Like(property, LikePattern.of(pattern.text(), escape));
    } catch (IllegalArgumentException e) {
      throw expectedAt(pattern, "a pattern with " + e.getMessage(), pattern.toString());
    }
  }

  private int escape() throws InvalidSelectorException {
    Token token = string("an escape character in single quotes");
    if (token.text().codePointCount(0, token.text().length()) != 1) {
      throw expectedAt(token, "one escape character in single quotes", token.toString());
    }
    return token.text().codePointAt(0);
  }

  private Expression sum() throws InvalidSelectorException {
    return calculation(this::product, Operator.PLUS, Operator.MINUS);
  }

  private Expression product() throws InvalidSelectorException {
    return calculation(this::signed, Operator.TIMES, Operator.DIVIDED_BY);
  }

  private Expression calculation(Rule operand, Operator one, Operator other)
      throws InvalidSelectorException {
    Token start = next;
    Expression first = operand.parse();
    List<Calculation.Step> steps = new ArrayList<>();
    while (one.isSpelledBy(next) || other.isSpelledBy(next)) {
      Token symbol = advance();
      asNumber(first, start, symbol);
      Operator operator = one.isSpelledBy(symbol) ? one : other;
      steps.add(new Calculation.Step(operator, number(operand, symbol)));
    }
    return steps.isEmpty() ? first : new Calculation(first, steps.toArray(Calculation.Step[]::new));
  }

  private Expression signed() throws InvalidSelectorException {
    if (!next.is("+") && !next.is("-")) {
      return primary();
    }
    Token symbol = next;
    boolean negative = symbol.is("-");
    descend();
    Expression signed =
        next.type() == Token.Type.NUMBER
            ? numberLiteral(negative)
            : new Signed(negative ? -1 : 1, number(this::signed, symbol));
    ascend();
    return signed;
  }

  private Expression primary() throws InvalidSelectorException {
    return switch (next.type()) {
      case NUMBER -> numberLiteral(false);
      case STRING -> new Literal(advance().text(), Kind.STRING);
      case IDENTIFIER -> property();
      case RESERVED, END -> reserved();
    };
  }

  private Expression property() throws InvalidSelectorException {
    String name = advance().text();
    identifiers.add(name);
    return new Property(name);
  }

  private Expression reserved() throws InvalidSelectorException {
    if (next.is("(")) {
      descend();
      Expression inner = disjunction();
      expect(")", "an operator or )");
      ascend();
      return inner;
    }
    if (next.is("TRUE") || next.is("FALSE")) {
      return new Literal(advance().is("TRUE"), Kind.CONDITION);
    }
    if (next.is("NULL")) {
      throw expected("a value, or IS NULL to find what is missing");
    }
    throw expected("an identifier, a literal or (");
  }

  private Expression numberLiteral(boolean negative) throws InvalidSelectorException {
    try {
      Number value = NumberText.parse(negative, next.text());
      advance();
      return new Literal(value, Kind.NUMBER);
    } catch (NumberFormatException e) {
      throw expected("a number as Java writes it, in the range of long or double");
    }
  }

  private Condition condition(Rule rule) throws InvalidSelectorException {
    Token start = next;
    return asCondition(rule.parse(), start);
  }

  private Expression number(Rule rule, Token operator) throws InvalidSelectorException {
    Token start = next;
    return asNumber(rule.parse(), start, operator);
  }

  private Condition asCondition(Expression found, Token start) throws InvalidSelectorException {
    if (found instanceof Condition condition) {
      return condition;
    }
    if (!found.kind().mayBeCondition()) {
      throw expectedAt(start, "a condition", found.kind().toString());
    }
    return new Flag(found);
  }

  private Expression asNumber(Expression found, Token start, Token operator)
      throws InvalidSelectorException {
    if (!found.kind().mayBeNumber()) {
      throw expectedAt(start, "a number beside " + operator, found.kind().toString());
    }
    return found;
  }

  private Property asProperty(Expression found, Token start, Token operator)
      throws InvalidSelectorException {
    if (!(found instanceof Property property)) {
      throw expectedAt(start, "an identifier before " + operator, found.kind().toString());
    }
    return property;
  }

  private Token string(String expected) throws InvalidSelectorException {
    if (next.type() != Token.Type.STRING) {
      throw expected(expected);
    }
    return advance();
  }

  private boolean accept(String reserved) throws InvalidSelectorException {
    if (!next.is(reserved)) {
      return false;
    }
    advance();
    return true;
  }

  private void expect(String reserved, String expected) throws InvalidSelectorException {
    if (!accept(reserved)) {
      throw expected(expected);
    }
  }

  private Token advance() throws InvalidSelectorException {
    Token taken = next;
    next = lexer.next();
    return taken;
  }

  /** Before each rule that contains itself: depth of the text is depth of the stack. */
  private void descend() throws InvalidSelectorException {
    depth++;
    if (depth > DEPTH_MAX) {
      throw expected("at most " + DEPTH_MAX + " parentheses, NOTs and signs inside each other");
    }
    advance();
  }

  private void ascend() {
    depth--;
  }

  private InvalidSelectorException expected(String expected) {
    return expectedAt(next, expected, next.toString());
  }

  private InvalidSelectorException expectedAt(Token token, String expected, String found) {
    return InvalidSelectorException.at(token.offset(), text, expected, found);
  }

  private interface Rule {
    Expression parse() throws InvalidSelectorException;
  }
}
