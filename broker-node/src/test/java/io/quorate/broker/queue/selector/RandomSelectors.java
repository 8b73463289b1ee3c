package io.quorate.broker.queue.selector;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Selectors and messages of one seed; a selector comes with what it means. */
final class RandomSelectors {

  /** How tightly the outermost operator of a text binds. */
  private enum Binding {
    OR,
    AND,
    NOT,
    PREDICATE,
    SUM,
    PRODUCT,
    SIGN,
    PRIMARY
  }

  record Meant<T>(String text, Binding binding, Function<Properties, @Nullable T> meaning) {}

  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "Or_der");
  private static final List<String> RELATIONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> CHARACTERS =
      List.of("x", "x", "y", "%", "%", "_", "!", "'", "😀");

  private final SplittableRandom random;

  RandomSelectors(long seed) {
    random = new SplittableRandom(seed);
  }

  Meant<Boolean> condition(int depth) {
    if (depth == 0) {
      return predicate(0);
    }
    return switch (random.nextInt(6)) {
      case 0 -> or(condition(depth - 1), condition(depth - 1));
      case 1 -> and(condition(depth - 1), condition(depth - 1));
      case 2 -> not(condition(depth - 1));
      default -> predicate(depth - 1);
    };
  }

  private Meant<Boolean> or(Meant<Boolean> left, Meant<Boolean> right) {
    return new Meant<>(
        in(left, Binding.OR) + word("OR") + in(right, Binding.AND),
        Binding.OR,
        message -> PlainMeaning.or(left.meaning.apply(message), right.meaning.apply(message)));
  }

  private Meant<Boolean> and(Meant<Boolean> left, Meant<Boolean> right) {
    return new Meant<>(
        in(left, Binding.AND) + word("AND") + in(right, Binding.NOT),
        Binding.AND,
        message -> PlainMeaning.and(left.meaning.apply(message), right.meaning.apply(message)));
  }

  private Meant<Boolean> not(Meant<Boolean> inner) {
    return new Meant<>(
        word("NOT") + in(inner, Binding.NOT),
        Binding.NOT,
        message -> PlainMeaning.not(inner.meaning.apply(message)));
  }

  private Meant<Boolean> predicate(int depth) {
    return switch (random.nextInt(10)) {
      case 0 -> flag();
      case 1 -> between(number(depth), number(depth), number(depth));
      case 2 -> choice();
      case 3, 4 -> like();
      case 5 -> isNull();
      case 6 -> equality(property(), random.nextBoolean() ? string() : bool(depth));
      case 7 -> equality(random.nextBoolean() ? string() : bool(depth), number(depth));
      default -> comparison(number(depth), any(RELATIONS), number(depth));
    };
  }

  private Meant<Boolean> flag() {
    Meant<Object> value = random.nextInt(4) == 0 ? literal() : property();
    return new Meant<>(
        value.text, Binding.PRIMARY, message -> PlainMeaning.flag(value.meaning.apply(message)));
  }

  private Meant<Boolean> equality(Meant<Object> left, Meant<Object> right) {
    return comparison(left, random.nextBoolean() ? "=" : "<>", right);
  }

  private Meant<Boolean> comparison(Meant<Object> left, String relation, Meant<Object> right) {
    return new Meant<>(
        in(left, Binding.SUM) + blank() + relation + blank() + in(right, Binding.SUM),
        Binding.PREDICATE,
        message ->
            PlainMeaning.compare(
                left.meaning.apply(message), relation, right.meaning.apply(message)));
  }

  private Meant<Boolean> between(Meant<Object> value, Meant<Object> low, Meant<Object> high) {
    boolean negated = random.nextBoolean();
    Meant<Boolean> above = comparison(value, negated ? "<" : ">=", low);
    Meant<Boolean> below = comparison(value, negated ? ">" : "<=", high);
    Meant<Boolean> both = negated ? or(above, below) : and(above, below);
    String text =
        in(value, Binding.SUM)
            + (negated ? word("NOT") : "")
            + word("BETWEEN")
            + in(low, Binding.SUM)
            + word("AND")
            + in(high, Binding.SUM);
    return new Meant<>(text, Binding.PREDICATE, both.meaning);
  }

  private Meant<Boolean> choice() {
    Meant<Object> property = property();
    List<Meant<Object>> choices = Stream.generate(this::string).limit(2).toList();
    String list = choices.stream().map(Meant::text).collect(Collectors.joining(" , "));
    Meant<Boolean> one = comparison(property, "=", choices.get(0));
    Meant<Boolean> other = comparison(property, "=", choices.get(1));
    return negatable(property.text, word("IN") + "(" + list + ")", or(one, other).meaning);
  }

  private Meant<Boolean> like() {
    Meant<Object> property = property();
    String pattern = characters(5);
    if (random.nextBoolean()) {
      int[] plain = pattern.codePoints().toArray();
      return negatable(
          property.text,
          word("LIKE") + quoted(pattern),
          message -> PlainMeaning.like(property.meaning.apply(message), plain, -1));
    }
    // No escape character without a character behind it.
    String escaped = pattern.replaceAll("!+", "!!") + (random.nextBoolean() ? "!%" : "");
    int[] escapedCodePoints = escaped.codePoints().toArray();
    return negatable(
        property.text,
        word("LIKE") + quoted(escaped) + word("ESCAPE") + "'!'",
        message -> PlainMeaning.like(property.meaning.apply(message), escapedCodePoints, '!'));
  }

  private Meant<Boolean> negatable(
      String subject, String rest, Function<Properties, @Nullable Boolean> meaning) {
    return random.nextBoolean()
        ? new Meant<>(subject + rest, Binding.PREDICATE, meaning)
        : new Meant<>(
            subject + word("NOT") + rest,
            Binding.PREDICATE,
            message -> PlainMeaning.not(meaning.apply(message)));
  }

  private Meant<Boolean> isNull() {
    Meant<Object> property = property();
    boolean negated = random.nextBoolean();
    return new Meant<>(
        property.text + word("IS") + (negated ? word("NOT") : "") + word("NULL"),
        Binding.PREDICATE,
        message -> (property.meaning.apply(message) == null) != negated);
  }

  private Meant<Object> number(int depth) {
    if (depth <= 0 || random.nextInt(3) == 0) {
      return random.nextInt(3) == 0 ? numberLiteral() : property();
    }
    return switch (random.nextInt(5)) {
      case 0, 1 ->
          calculation(Binding.SUM, Binding.PRODUCT, random.nextBoolean() ? '+' : '-', depth);
      case 2, 3 ->
          calculation(Binding.PRODUCT, Binding.SIGN, random.nextBoolean() ? '*' : '/', depth);
      default -> signed(random.nextBoolean() ? '+' : '-', number(depth - 1));
    };
  }

  private Meant<Object> calculation(Binding binding, Binding tighter, char operator, int depth) {
    Meant<Object> left = number(depth - 1);
    Meant<Object> right = number(depth - 1);
    return new Meant<>(
        in(left, binding) + blank() + operator + blank() + in(right, tighter),
        binding,
        message ->
            PlainMeaning.calculate(
                left.meaning.apply(message), operator, right.meaning.apply(message)));
  }

  private Meant<Object> signed(char sign, Meant<Object> operand) {
    return new Meant<>(
        sign + blank() + in(operand, Binding.SIGN),
        Binding.SIGN,
        message -> PlainMeaning.signed(sign, operand.meaning.apply(message)));
  }

  private Meant<Object> numberLiteral() {
    return switch (random.nextInt(8)) {
      case 0 -> constant("0x1F", 31L);
      case 1 -> constant("017", 15L);
      case 2 -> constant("3L", 3L);
      case 3 -> constant("2147483647", 2_147_483_647L);
      case 4 -> constant("0.5", 0.5);
      case 5 -> constant("1.E1", 10.0);
      case 6 -> constant("0.1f", 0.1f);
      default -> {
        long value = random.nextLong(4);
        yield constant(Long.toString(value), value);
      }
    };
  }

  private Meant<Object> literal() {
    boolean value = random.nextBoolean();
    return constant(word(value ? "TRUE" : "FALSE"), value);
  }

  /** A boolean for a comparison: a literal, or a condition in parentheses. */
  private Meant<Object> bool(int depth) {
    if (depth <= 0 || random.nextBoolean()) {
      return literal();
    }
    Meant<Boolean> inner = condition(depth - 1);
    // An identifier in parentheses is still itself, and would compare by its own type.
    return inner.binding == Binding.PRIMARY
        ? literal()
        : new Meant<>(inner.text, inner.binding, inner.meaning::apply);
  }

  private Meant<Object> string() {
    String value = characters(3);
    return constant(quoted(value), value);
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private Meant<Object> property() {
    String name = any(NAMES);
    return new Meant<>(name, Binding.PRIMARY, message -> message.valueOf(name));
  }

  private static Meant<Object> constant(String text, Object value) {
    return new Meant<>(text, Binding.PRIMARY, message -> value);
  }

  /** In parentheses where it must be, and sometimes where it need not. */
  private String in(Meant<?> part, Binding loosest) {
    boolean needed = part.binding.compareTo(loosest) < 0;
    return needed || random.nextInt(8) == 0 ? "(" + part.text + ")" : part.text;
  }

  private String word(String word) {
    return random.nextBoolean() ? " " + word + " " : "\n" + word.toLowerCase(Locale.ROOT) + " ";
  }

  private String blank() {
    return random.nextBoolean() ? " " : "";
  }

  /** Of a text or a pattern: wildcards among them. */
  String characters(int max) {
    return Stream.generate(() -> any(CHARACTERS))
        .limit(random.nextInt(max + 1))
        .collect(Collectors.joining());
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  Properties message() {
    Properties message = Properties.NONE;
    for (String name : NAMES) {
      Object value = value();
      message = value == null ? message : message.and(name, value);
    }
    return message;
  }

  private @Nullable Object value() {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextBoolean();
      case 1, 2 -> characters(4);
      case 3 -> (byte) random.nextInt(-4, 4);
      case 4 -> any(List.of((short) 2, Short.MAX_VALUE));
      case 5 -> any(List.of(-1, 0, 1, 3, 15, Integer.MAX_VALUE, Integer.MIN_VALUE));
      case 6 -> any(List.of(0L, 2L, 31L, 16_777_217L, Long.MAX_VALUE, Long.MIN_VALUE));
      case 7 -> any(List.of(0.1f, -0.0f, 0.5f, 16_777_216f, Float.MAX_VALUE, Float.NaN));
      case 8 -> any(List.of(0.1, -0.0, 0.5, 10.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY));
      default -> null;
    };
  }

  /** Something near a selector: characters of it gone, doubled, or replaced. */
  String damaged(String text) {
    StringBuilder damaged = new StringBuilder(text);
    IntStream.range(0, 1 + random.nextInt(3)).forEach(round -> damage(damaged));
    return damaged.toString();
  }

  private void damage(StringBuilder text) {
    if (text.isEmpty()) {
      return;
    }
    int at = random.nextInt(text.length());
    char strange = "'()<>=,.+-0eEx LN!\"\\\u0000\ud83d".charAt(random.nextInt(22));
    switch (random.nextInt(3)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, strange);
      default -> text.setCharAt(at, strange);
    }
  }
}
