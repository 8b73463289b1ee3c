package io.quorate.broker.queue.selector;

/**
 * One word, sign or literal of a selector. The text of a reserved word is in upper case, that of a
 * string without its quotes.
 */
record Token(Type type, String text, int offset) {

  private static final int SHOWN_MAX = 40;

  enum Type {
    RESERVED,
    IDENTIFIER,
    STRING,
    NUMBER,
    END
  }

  boolean is(String reserved) {
    return type == Type.RESERVED && text.equals(reserved);
  }

  /** For messages. */
  @Override
  public String toString() {
    return switch (type) {
      case RESERVED -> text;
      case IDENTIFIER -> "the identifier " + shown();
      case STRING -> "the string '" + shown() + "'";
      case NUMBER -> "the number " + shown();
      case END -> "the end of the selector";
    };
  }

  private String shown() {
    return text.length() > SHOWN_MAX
        ? InvalidSelectorException.printable(text.substring(0, SHOWN_MAX)) + "..."
        : InvalidSelectorException.printable(text);
  }
}
