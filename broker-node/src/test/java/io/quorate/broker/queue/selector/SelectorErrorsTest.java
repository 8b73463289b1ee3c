package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the writer of a wrong selector reads. */
class SelectorErrorsTest {

  @Test
  void quotesTheSelectorAndPointsAtThePlace() {
    assertMessage(
        "price > AND color = 'red'",
        """
        Invalid selector, column 9: expected an identifier, a literal or (, found AND
          price > AND color = 'red'
                  ^""");
  }

  @Test
  void pointsBehindTheEnd() {
    assertMessage(
        "price >",
        """
        Invalid selector, column 8: expected an identifier, a literal or (, found the end of the selector
          price >
                 ^""");
  }

  @Test
  void pointsAtTheStringThatNeverEnds() {
    assertMessage(
        "color = 'red AND size > 3",
        """
        Invalid selector, column 9: expected a single quote that ends this string, found the end of the selector
          color = 'red AND size > 3
                  ^""");
  }

  @Test
  void cutsALongSelectorAroundThePlace() {
    assertMessage(
        "a = 1 OR ".repeat(9) + "b == 2" + " OR a = 1".repeat(9),
        """
        Invalid selector, column 85: expected an identifier, a literal or (, found =
          ... a = 1 OR a = 1 OR a = 1 OR a = 1 OR b == 2 OR a = 1 OR a = 1 OR a = 1 OR a = 1 ...
                                                     ^""");
  }

  @Test
  void countsCharactersAsTheReaderDoes() {
    assertMessage(
        "a = '😀😀' !",
        """
        Invalid selector, column 10: expected <> or NOT, found !
          a = '😀😀' !
                   ^""");
  }

  @Test
  void keepsToItsLine() {
    assertMessage(
        "a = 1\n\tAND b\u0007 \u202e= ",
        """
        Invalid selector, column 15: expected an identifier, a literal or an operator, found U+202E
          a = 1  AND b? ?=\s
                        ^""");
    assertMessage(
        "a 'x\ny'",
        """
        Invalid selector, column 3: expected an operator or the end of the selector, found the string 'x y'
          a 'x y'
            ^""");
  }

  @Test
  void shortensWhatItFound() {
    assertMessage(
        "a " + "b".repeat(60),
        """
        Invalid selector, column 3: expected an operator or the end of the selector, found the identifier %s...
          a %s...
            ^"""
            .formatted("b".repeat(40), "b".repeat(40)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = ';',
      value = {
        "a ==  1     ; 4  ; an identifier, a literal or (                     ; =",
        "a != 1      ; 3  ; <> or NOT                                         ; !",
        "a = \"red\" ; 5  ; a string in single quotes                         ; \"\"\"\"",
        "a && b      ; 3  ; AND                                               ; &",
        "a || b      ; 3  ; OR                                                ; |",
        "a % 2 = 1   ; 3  ; an identifier, a literal or an operator           ; %",
        "a = 1 b = 2 ; 7  ; an operator or the end of the selector            ; the identifier b",
        "a = 1 = 2   ; 7  ; an operator or the end of the selector            ; =",
        "a = 1)      ; 6  ; an operator or the end of the selector            ; )",
        "(a = 1      ; 7  ; an operator or )                          ; the end of the selector",
        "()          ; 2  ; an identifier, a literal or (                     ; )",
        "a = NULL    ; 5  ; a value, or IS NULL to find what is missing       ; NULL",
        "a IS 1      ; 6  ; NULL or NOT NULL                                  ; the number 1",
        "a IS NOT 1  ; 10 ; NULL                                              ; the number 1",
        "'a' IS NULL ; 1  ; an identifier before IS                           ; a string",
        "a NOT = 1   ; 7  ; BETWEEN, IN or LIKE after NOT                     ; =",
        "a IN 'x'    ; 6  ; ( and the strings to choose from          ; the string 'x'",
        "a IN ()     ; 7  ; a string in single quotes                         ; )",
        "a IN (1)    ; 7  ; a string in single quotes                         ; the number 1",
        "a IN ('x',) ; 11 ; a string in single quotes                         ; )",
        "a IN ('x' 'y') ; 11 ; , or )                                 ; the string 'y'",
        "1 IN ('x')  ; 1  ; an identifier before IN                           ; a number",
        "a LIKE b    ; 8  ; a pattern in single quotes                     ; the identifier b",
        "a + 1 LIKE 'x' ; 1  ; an identifier before LIKE                      ; a number",
        "a LIKE 'x' ESCAPE 'yz' ; 19 ; one escape character in single quotes ; the string 'yz'",
        "a LIKE 'x' ESCAPE '' ; 19 ; one escape character in single quotes ; the string ''",
        "a LIKE 'x' ESCAPE 1 ; 19 ; an escape character in single quotes ; the number 1",
        "a LIKE 'x!' ESCAPE '!' ; 8 ; a pattern with something behind each escape character"
            + " ; the string 'x!'",
        "a BETWEEN 1 ; 12 ; an operator or the AND of BETWEEN         ; the end of the selector",
        "a BETWEEN 1 OR 2 ; 13 ; an operator or the AND of BETWEEN            ; OR",
        "a BETWEEN 'x' AND 'y' ; 11 ; a number beside BETWEEN                 ; a string",
        "a < 'b'     ; 5  ; a number beside <                                 ; a string",
        "TRUE >= a   ; 1  ; a number beside >=                                ; a condition",
        "a + 'b' = 1 ; 5  ; a number beside +                                 ; a string",
        "2 * (a = 1) = 2 ; 5 ; a number beside *                              ; a condition",
        "-'a' = 1    ; 2  ; a number beside -                                 ; a string",
        "a + 1       ; 1  ; a condition                                       ; a number",
        "a OR 'b'    ; 6  ; a condition                                       ; a string",
        "NOT 5       ; 5  ; a condition                                       ; a number",
        "a = 1 AND   ; 10 ; an identifier, a literal or (             ; the end of the selector",
        "NOT         ; 4  ; an identifier, a literal or (             ; the end of the selector",
        "like = 1    ; 1  ; an identifier, a literal or (                     ; LIKE",
        "XPATH '//a' ; 7  ; an operator or the end of the selector         ; the string '//a'"
      })
  void saysWhatItExpectedAndWhatItFound(
      String selector, int column, String expected, String found) {
    String problem =
        "Invalid selector, column %d: expected %s, found %s\n".formatted(column, expected, found);

    assertThatThrownBy(() -> Selector.parse(selector))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageStartingWith(problem);
  }

  private static void assertMessage(String selector, String expected) {
    assertThatThrownBy(() -> Selector.parse(selector))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessage(expected);
  }
}
