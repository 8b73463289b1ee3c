package io.quorate.broker.queue;

/** The order of the constants is part of the stored format. */
public enum DestinationKind {
  QUEUE,
  TOPIC
}
