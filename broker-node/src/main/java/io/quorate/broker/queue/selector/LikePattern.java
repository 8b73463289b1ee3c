package io.quorate.broker.queue.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pattern of a LIKE: {@code %} stands for any run of characters, {@code _} for any one. A
 * character is a code point. What is before the first {@code %} must begin the text, what is behind
 * the last must end it, and each part between is looked for where the one before it was first
 * found: a later place could not help. So the text is read once, however many wildcards there are.
 */
final class LikePattern {

  static final int NO_ESCAPE = -1;

  /** The place of a {@code _}. */
  static final int ANY = -2;

  static final int NOWHERE = -1;

  private final int[] head;
  private final List<LikePart> parts;
  private final int[] tail;
  private final boolean hasRun;

  private LikePattern(List<int[]> pieces) {
    int last = pieces.size() - 1;
    head = pieces.get(0);
    hasRun = last > 0;
    tail = hasRun ? pieces.get(last) : new int[0];
    parts =
        pieces.subList(hasRun ? 1 : 0, last).stream()
            .filter(piece -> piece.length > 0)
            .map(LikePart::new)
            .toList();
  }

  /**
   * Whatever follows the escape character stands for itself. The exception's text says what was
   * expected.
   */
  static LikePattern of(String text, int escape) {
    List<int[]> pieces = new ArrayList<>();
    IntStream.Builder piece = IntStream.builder();
    boolean escaped = false;
    for (int codePoint : text.codePoints().toArray()) {
      if (escaped) {
        piece.add(codePoint);
        escaped = false;
      } else if (codePoint == escape) {
        escaped = true;
      } else if (codePoint == '%') {
        pieces.add(piece.build().toArray());
        piece = IntStream.builder();
      } else {
        piece.add(codePoint == '_' ? ANY : codePoint);
      }
    }
    if (escaped) {
      throw new IllegalArgumentException("something behind each escape character");
    }
    pieces.add(piece.build().toArray());
    return new LikePattern(pieces);
  }

  boolean matches(CharSequence text) {
    int from = headEnd(text);
    if (from == NOWHERE || !hasRun) {
      return from == text.length();
    }
    int to = tailStart(text, from);
    if (to == NOWHERE) {
      return false;
    }
    for (int part = 0; part < parts.size(); part++) {
      from = parts.get(part).firstEnd(text, from, to);
      if (from == NOWHERE) {
        return false;
      }
    }
    return true;
  }

  private int headEnd(CharSequence text) {
    int at = 0;
    for (int place : head) {
      if (at == text.length()) {
        return NOWHERE;
      }
      int found = Character.codePointAt(text, at);
      if (place != ANY && place != found) {
        return NOWHERE;
      }
      at += Character.charCount(found);
    }
    return at;
  }

  private int tailStart(CharSequence text, int from) {
    int at = text.length();
    for (int place = tail.length - 1; place >= 0; place--) {
      if (at == from) {
        return NOWHERE;
      }
      int found = Character.codePointBefore(text, at);
      if (tail[place] != ANY && tail[place] != found) {
        return NOWHERE;
      }
      at -= Character.charCount(found);
    }
    return at;
  }
}
