package io.quorate.client.internal;

import io.quorate.client.Destination;
import io.quorate.proto.message.v1.Message;

/** Kinds of destinations, ours and the wire's. */
public final class Kinds {
  private Kinds() {}

  public static Message.Kind wire(Destination.Kind kind) {
    return kind == Destination.Kind.TOPIC ? Message.Kind.TOPIC : Message.Kind.QUEUE;
  }

  public static Destination destination(Message.Kind kind, String name) {
    return kind == Message.Kind.TOPIC ? Destination.topic(name) : Destination.queue(name);
  }
}
