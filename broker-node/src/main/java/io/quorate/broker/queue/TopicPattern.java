package io.quorate.broker.queue;

/**
 * A topic's name, or a pattern for several: {@code *} stands for one part and a final {@code >} for
 * the rest, which may be none.
 */
public final class TopicPattern {
  private final String text;
  private final String[] parts;
  private final boolean isName;

  public TopicPattern(String text) {
    this.text = text;
    this.parts = text.split("\\.", -1);
    this.isName = text.indexOf('*') < 0 && text.indexOf('>') < 0;
  }

  /** No wildcard: it means one topic. */
  public boolean isName() {
    return isName;
  }

  public boolean matches(String topic) {
    if (isName) {
      return text.equals(topic);
    }
    int from = 0;
    for (String part : parts) {
      if (part.equals(">")) {
        return true;
      }
      if (from > topic.length()) {
        return false;
      }
      int dot = topic.indexOf('.', from);
      int to = dot < 0 ? topic.length() : dot;
      if (!part.equals("*") && !isAt(topic, from, to, part)) {
        return false;
      }
      from = to + 1;
    }
    return from > topic.length();
  }

  private static boolean isAt(String topic, int from, int to, String part) {
    return to - from == part.length() && topic.startsWith(part, from);
  }

  @Override
  public String toString() {
    return text;
  }
}
