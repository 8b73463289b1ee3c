package io.quorate.client;

/**
 * A queue or a topic by its name: 1 to 255 characters of {@code A-Z a-z 0-9 _ . : $ -}, where dots
 * separate parts. Subscribers may also name a pattern of topics: {@code *} for one part, a final
 * {@code >} for all that follow.
 */
public record Destination(Kind kind, String name) {
  public enum Kind {
    QUEUE,
    TOPIC
  }

  private static final int NAME_LENGTH_MAX = 255;

  public Destination {
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "expected a name of 1 to %d characters, found %d"
              .formatted(NAME_LENGTH_MAX, name.length()));
    }
  }

  public static Destination queue(String name) {
    return new Destination(Kind.QUEUE, name);
  }

  public static Destination topic(String name) {
    return new Destination(Kind.TOPIC, name);
  }

  public boolean isTopic() {
    return kind == Kind.TOPIC;
  }

  /** As people write it: {@code queue orders}. */
  @Override
  public String toString() {
    return (isTopic() ? "topic " : "queue ") + name;
  }
}
