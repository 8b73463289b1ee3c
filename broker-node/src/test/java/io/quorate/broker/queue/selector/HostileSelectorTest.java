package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selectors written to hurt: work is counted, not timed. */
class HostileSelectorTest {

  /** Half of what a thread has by default. */
  private static final int STACK_BYTES = 512 * 1024;

  @ParameterizedTest
  @ValueSource(strings = {"(", "NOT ", "-", "+", "- ", "NOT(", "-("})
  void refusesNestingWithoutEnd(String opening) throws Exception {
    String hostile = opening.repeat(Selector.LENGTH_MAX / opening.length());

    assertThatThrownBy(() -> onSmallStack(() -> Selector.parse(hostile)))
        .rootCause()
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("expected at most 64 parentheses, NOTs and signs inside each other");
  }

  @ParameterizedTest
  @CsvSource({
    "64, '(', ')'",
    "64, 'NOT ', ''",
    "32, 'NOT (', ')'",
    "64, 't AND (', ')'",
    "32, 't AND NOT (1 = 2 OR ', ')'",
    "64, '(1 = 2 OR 1 + 2 * 3 > 6 AND ', ')'"
  })
  void takesAllDepthThatIsAllowedAndNoMore(int times, String opening, String closing)
      throws Exception {
    String deepest = opening.repeat(times) + "t" + closing.repeat(times);

    Boolean matched = onSmallStack(() -> Selector.parse(deepest).matches(Properties.of("t", true)));

    assertThat(matched).isTrue();
    assertThatThrownBy(() -> Selector.parse("(" + deepest + ")"))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @Test
  void siblingsAreNoDepth() {
    String siblings = "(t) AND NOT f AND -1 < +1 AND ".repeat(100) + "t";

    assertThat(Properties.of("t", true).and("f", false).truthOf(siblings)).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @CsvSource({"'t AND ', t", "'u OR ', t", "1+, 1 > 2000", "1*, 1 = 1", "1-, 1 < -2000"})
  void chainsOfTheFullLengthTakeNoStack(String link, String end) throws Exception {
    int links = (Selector.LENGTH_MAX - end.length()) / link.length();
    String chain = link.repeat(links) + end;

    Boolean matched = onSmallStack(() -> Selector.parse(chain).matches(Properties.of("t", true)));

    assertThat(matched).isTrue();
  }

  @Test
  void boundsTheLength() throws Exception {
    String longest = "a" + " ".repeat(Selector.LENGTH_MAX - 1);

    assertThat(Selector.parse(longest).identifiers()).containsExactly("a");
    assertThatThrownBy(() -> Selector.parse(longest + "b"))
        .hasMessage(
            "Invalid selector, column 4097: expected at most 4096 characters, found 4097\n  ..."
                + " ".repeat(40)
                + "b\n"
                + " ".repeat(45)
                + "^");
  }

  @Test
  void takesAListAsLongAsTheSelector() throws Exception {
    String choices =
        IntStream.range(0, 580).mapToObj("'%04d'"::formatted).collect(Collectors.joining(","));
    Selector selector = Selector.parse("a IN (" + choices + ")");

    assertThat(selector.matches(Properties.of("a", "0579"))).isTrue();
    assertThat(selector.matches(Properties.of("a", "0580"))).isFalse();
  }

  /** A matcher that tries every way to share the text among the wildcards needs minutes here. */
  @Test
  void eightWildcardsReadTheTextOnce() {
    CountedText text = new CountedText("a".repeat(61));

    assertThat(LikePattern.of("%a%a%a%a%a%a%a%ac", LikePattern.NO_ESCAPE).matches(text)).isFalse();
    assertThat(text.reads).isLessThanOrEqualTo(61);
  }

  /** One that goes back to the last wildcard needs text times pattern. */
  @ParameterizedTest
  @CsvSource({
    "60, %a, c",
    "60, %_, c%",
    "60, %aaaaaaaab, %",
    "60, a%a_b, ''",
    "1, %aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab, %",
    "1, %a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_b, %",
    "1, %_______________________________b, %"
  })
  void anyPatternReadsTheTextOnce(int times, String part, String end) {
    CountedText text = new CountedText("a".repeat(10_000));
    LikePattern pattern = LikePattern.of(part.repeat(times) + end, LikePattern.NO_ESCAPE);

    assertThat(pattern.matches(text)).isFalse();
    assertThat(text.reads).isLessThanOrEqualTo(text.length() + 2);
  }

  @Test
  void looksForAtMostSoManyCharactersInTheMiddle() throws Exception {
    String longest = "b".repeat(64);
    String text = "a".repeat(100) + longest + "c".repeat(100);

    assertThat(
            Properties.of("t", text)
                .truthOf("t LIKE '" + "a".repeat(80) + "%" + longest + "%" + "c".repeat(80) + "'"))
        .isEqualTo(Truth.TRUE);
    assertThatThrownBy(() -> Selector.parse("t LIKE '%_" + longest + "%'"))
        .hasMessageContaining("expected a pattern with at most 64 characters between two %, found");
  }

  @Test
  void looksUpEachPropertyOnceForEachUse() throws Exception {
    Selector selector = Selector.parse("u = 1 OR ".repeat(400) + "u BETWEEN u AND u OR u LIKE '%'");
    int[] lookups = {0};

    selector.matches(
        name -> {
          lookups[0]++;
          return null;
        });

    assertThat(lookups[0]).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XPATH '//a'",
        "XQUERY 'a'",
        "convert_string_expressions:a = 1",
        "hyphenated_props:a-b = 1",
        "a = 1 OR TRUE -- comment",
        "a /* comment */ = 1",
        "a = 1; b",
        "a.b = 1",
        "#a = 1",
        "a = 'b\\' OR 'c'",
        "\u0000",
        "a\u00a0= 1",
        "\ud83d = 1",
        "a = '\ud83d"
      })
  void knowsNoExtensionsAndNoComments(String selector) {
    assertThatThrownBy(() -> Selector.parse(selector)).isInstanceOf(InvalidSelectorException.class);
  }

  private static <T> T onSmallStack(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "small stack", STACK_BYTES);
    thread.start();
    return task.get();
  }

  private static final class CountedText implements CharSequence {
    private final String text;
    private long reads;

    private CountedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new UnsupportedOperationException();
    }
  }
}
