package io.quorate.broker.queue.selector;

import java.util.List;

/** Cuts a selector into tokens, one at a time. */
final class Lexer {

  private static final List<String> WORDS =
      List.of("AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "NULL", "TRUE", "FALSE");

  /** Longer ones before those they begin with. */
  private static final List<String> SYMBOLS =
      List.of("<>", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "(", ")", ",");

  private final String text;
  private int offset;

  Lexer(String text) {
    this.text = text;
  }

  Token next() throws InvalidSelectorException {
    while (offset < text.length() && isBlank(text.charAt(offset))) {
      offset++;
    }
    if (offset == text.length()) {
      return new Token(Token.Type.END, "", offset);
    }
    if (Character.isJavaIdentifierStart(text.codePointAt(offset))) {
      return word();
    }
    if (isDigitAt(offset) || (text.charAt(offset) == '.' && isDigitAt(offset + 1))) {
      return number();
    }
    return text.charAt(offset) == '\'' ? string() : symbol();
  }

  private Token word() {
    int start = offset;
    while (offset < text.length() && Character.isJavaIdentifierPart(text.codePointAt(offset))) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    String word = text.substring(start, offset);
    for (String reserved : WORDS) {
      if (isSpelled(reserved, word)) {
        return new Token(Token.Type.RESERVED, reserved, start);
      }
    }
    return new Token(Token.Type.IDENTIFIER, word, start);
  }

  /** In ASCII only: {@code equalsIgnoreCase} would take a dotless i for an I. */
  private static boolean isSpelled(String reserved, String word) {
    if (reserved.length() != word.length()) {
      return false;
    }
    for (int at = 0; at < word.length(); at++) {
      if ((word.charAt(at) & ~0x20) != reserved.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /** Takes all that hangs together, so that a bad number is shown as a whole. */
  private Token number() {
    int start = offset;
    while (offset < text.length() && belongsToNumber(start)) {
      offset++;
    }
    return new Token(Token.Type.NUMBER, text.substring(start, offset), start);
  }

  private boolean belongsToNumber(int start) {
    char found = text.charAt(offset);
    if (found == '+' || found == '-') {
      boolean hex = text.startsWith("0x", start) || text.startsWith("0X", start);
      return !hex && (text.charAt(offset - 1) & ~0x20) == 'E';
    }
    return found == '.' || (found < 0x80 && Character.isJavaIdentifierPart(found));
  }

  private Token string() throws InvalidSelectorException {
    int start = offset;
    StringBuilder content = new StringBuilder();
    int from = start + 1;
    for (int quote = text.indexOf('\'', from); quote >= 0; quote = text.indexOf('\'', from)) {
      content.append(text, from, quote);
      if (!text.startsWith("''", quote)) {
        offset = quote + 1;
        return new Token(Token.Type.STRING, content.toString(), start);
      }
      content.append('\'');
      from = quote + 2;
    }
    throw InvalidSelectorException.at(
        start, text, "a single quote that ends this string", "the end of the selector");
  }

  private Token symbol() throws InvalidSelectorException {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, offset)) {
        Token token = new Token(Token.Type.RESERVED, symbol, offset);
        offset += symbol.length();
        return token;
      }
    }
    throw stranger();
  }

  /** Says what to write instead, where other languages are the likely cause. */
  private InvalidSelectorException stranger() {
    int found = text.codePointAt(offset);
    String expected =
        switch (found) {
          case '"' -> "a string in single quotes";
          case '!' -> "<> or NOT";
          case '&' -> "AND";
          case '|' -> "OR";
          default -> "an identifier, a literal or an operator";
        };
    boolean visible = InvalidSelectorException.printable(found) == found;
    return InvalidSelectorException.at(
        offset, text, expected, visible ? Character.toString(found) : "U+%04X".formatted(found));
  }

  /** White space as JMS has it, which is Java's. */
  private static boolean isBlank(char found) {
    return found == ' ' || found == '\t' || found == '\f' || found == '\n' || found == '\r';
  }

  private boolean isDigitAt(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
