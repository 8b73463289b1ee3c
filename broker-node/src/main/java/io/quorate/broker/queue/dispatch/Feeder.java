package io.quorate.broker.queue.dispatch;

/** Something that subscribers take messages from. */
interface Feeder {
  /** Hands over what can be handed over; returns whether there is more to do at once. */
  boolean run();

  void detach(Subscriber subscriber);
}
