package io.quorate.client.history;

import java.util.Set;

/**
 * Is told what the producers and consumers of a run see, as they see it, by any thread.
 *
 * <p>A <em>producer</em> is a number that sends to one destination and numbers its messages from 1
 * on without gaps; a client that sends to several destinations, or in part unordered, is several
 * producers here. An <em>outlet</em> is where consumers take messages from: a queue, by its name,
 * or a durable subscription, by a name that no queue has. Names hold no white space.
 *
 * <p>The order of the calls tells what came before what. So that no race looks like a fault: a send
 * and an acknowledgement within a transaction are told before they are asked for; every outcome is
 * told after it is known; a delivery is told as soon as the client library hands it out.
 */
public interface History {
  /** How a request ended. An unknown outcome may later be followed by a sure one. */
  enum Outcome {
    CONFIRMED,
    /** It surely did not happen, and never will. */
    REFUSED,
    UNKNOWN
  }

  /** What a consumer does with a message that it was given. */
  enum Settlement {
    ACKNOWLEDGED,
    /** Given back: it has to come again. */
    RELEASED,
    /** Among the dead letters already, it stays there and has to come again. */
    DEAD_LETTERED,
    /** Gone for good; what expires into the dead-letter queue is dead-lettered. */
    EXPIRED
  }

  /** In what a producer's messages differ from persistent ones sent in order to a queue. */
  enum Trait {
    /** The destination is a topic: each durable subscription has to get every message. */
    TOPIC,
    /** Priorities, delays or interleaved transactions may change the order. */
    UNORDERED,
    /** They may expire or vanish with their master: none is held to be lost. */
    PERISHABLE
  }

  /**
   * A message handed to a consumer.
   *
   * @param deliveryCount 1 for the first delivery
   * @param epoch of the master that dispatched it, 0 if not known; a master that does not yet know
   *     it was replaced may hand out once more what its successor hands out too
   */
  record Arrival(
      String outlet,
      String consumer,
      long producer,
      long sequence,
      boolean redelivered,
      int deliveryCount,
      long epoch) {}

  /** Before the producer's first message. */
  void producerOpened(long producer, String destination, Set<Trait> traits);

  /** Dead letters of the queue are consumed from the other one, and have to come out there. */
  void deadLettersGo(String queue, String deadLetterQueue);

  /**
   * Before messages are moved from one queue to another, or dead letters back to where they came
   * from: from now on what the one holds may come out of the other, afresh. One name twice: several
   * queues are told of as this one, and messages are moved about among them.
   */
  void moving(String from, String to);

  /**
   * After the outcome of a purge is known, unless it surely did not happen: what was sent to the
   * queue until now may be gone.
   */
  void purged(String queue);

  /** Outside a transaction. */
  void sent(long producer, long sequence);

  /** What was sent or acknowledged in a transaction ends with it. */
  void sentIn(long transaction, long producer, long sequence);

  void sendEnded(long producer, long sequence, Outcome outcome);

  /** A number names one transaction only, ever. Rolled back is {@link Outcome#REFUSED}. */
  void transactionEnded(long transaction, Outcome outcome);

  /**
   * Before the consumer's first message, and again when it connects anew.
   *
   * @param credit the most messages that may be on their way to it or in its hands
   */
  void consumerOpened(String outlet, String consumer, int credit);

  /** Closed, died, or lost its connection or its locks: what it had in hand goes to others. */
  void consumerLeft(String outlet, String consumer);

  void delivered(Arrival arrival);

  /** A message whose body is not what was sent; {@code text} says in what. */
  void damaged(String outlet, String consumer, String text);

  void settled(String outlet, long producer, long sequence, Settlement settlement, Outcome outcome);

  void acknowledgedIn(long transaction, String outlet, long producer, long sequence);

  /**
   * After the creation of a durable subscription was confirmed, before anything comes out of it:
   * what is sent to its topics from now on has to come. Of no effect if it exists already.
   */
  void subscribed(String subscription, Set<String> topics);

  /** Before the deletion of a durable subscription is asked for: nothing more has to come. */
  void unsubscribing(String subscription);

  /** A master was seen: the first one, or a new one. Several clients may tell of the same epoch. */
  void failover(long epoch);
}
