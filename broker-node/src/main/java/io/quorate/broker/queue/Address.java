package io.quorate.broker.queue;

/** Names a destination; a queue and a topic of the same name are two. */
public record Address(DestinationKind kind, String name) implements Comparable<Address> {
  public static Address queue(String name) {
    return new Address(DestinationKind.QUEUE, name);
  }

  public static Address topic(String name) {
    return new Address(DestinationKind.TOPIC, name);
  }

  @Override
  public int compareTo(Address other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return (kind == DestinationKind.QUEUE ? "queue " : "topic ") + name;
  }
}
