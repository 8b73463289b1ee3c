package io.quorate.broker.queue.selector;

/**
 * A selector cannot be understood. The message is for the one who wrote it: what was expected, what
 * was found, and the place, marked in a one-line excerpt that is safe to log.
 */
public final class InvalidSelectorException extends Exception {

  /** Chars of the selector shown on either side of the place. */
  private static final int EXCERPT_REACH = 40;

  private static final String CUT = "...";

  private InvalidSelectorException(String message) {
    super(message);
  }

  static InvalidSelectorException at(int offset, String selector, String expected, String found) {
    int column = selector.codePointCount(0, offset) + 1;
    String problem =
        "Invalid selector, column %d: expected %s, found %s".formatted(column, expected, found);
    return new InvalidSelectorException(problem + "\n" + excerpt(selector, offset));
  }

  private static String excerpt(String selector, int offset) {
    int from = Math.max(0, offset - EXCERPT_REACH);
    int to = Math.min(selector.length(), offset + EXCERPT_REACH);
    String before = (from > 0 ? CUT : "") + printable(selector.substring(from, offset));
    String after = printable(selector.substring(offset, to)) + (to < selector.length() ? CUT : "");
    int caret = before.codePointCount(0, before.length());
    return "  " + before + after + "\n  " + " ".repeat(caret) + "^";
  }

  static String printable(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().map(InvalidSelectorException::printable).forEach(line::appendCodePoint);
    return line.toString();
  }

  /** The text is the client's: it must not forge a line of a log or turn one around. */
  static int printable(int codePoint) {
    if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      return ' ';
    }
    boolean visible =
        switch (Character.getType(codePoint)) {
          case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
              false;
          default -> true;
        };
    return visible ? codePoint : '?';
  }
}
