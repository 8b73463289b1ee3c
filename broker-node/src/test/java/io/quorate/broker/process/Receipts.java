package io.quorate.broker.process;

import io.quorate.client.Message;
import java.util.BitSet;

/** Which of the numbered messages came, and how often. For one thread. */
final class Receipts {
  private final NumberedBodies bodies;
  private final BitSet seen = new BitSet();
  private int distinct;
  private long redelivered;
  private long duplicates;

  Receipts(NumberedBodies bodies) {
    this.bodies = bodies;
  }

  /** A message that comes again has to say so, or it is a duplicate. */
  void take(Message message) {
    int number = Math.toIntExact(bodies.number(message));
    if (message.redelivered()) {
      redelivered++;
    } else if (seen.get(number)) {
      duplicates++;
    }
    if (!seen.get(number)) {
      seen.set(number);
      distinct++;
    }
    message.acknowledge();
  }

  /** How many different ones came. */
  int distinct() {
    return distinct;
  }

  long redelivered() {
    return redelivered;
  }

  long duplicates() {
    return duplicates;
  }
}
