package io.quorate.broker.process;

import io.quorate.broker.process.Tally.Deed;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateClient;
import io.quorate.client.RetryLaterException;
import io.quorate.client.Transaction;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Acknowledges some messages and sends as many others, all in one transaction. */
final class MovingSettler implements Settler {
  /**
   * Where it sends to.
   *
   * @param producer as the history knows it
   */
  record Target(Destination destination, long producer, int bodyBytes) {}

  private record Taken(Message message, CheckedBody body) {}

  private static final int MESSAGES_MAX = 5;

  private final QuorateClient client;
  private final String outlet;
  private final Target target;
  private final History history;
  private final Tally tally;
  private final AtomicLong lastTransaction;
  private final Random random;
  private final List<Taken> taken = new ArrayList<>();
  private long lastSequence;

  /**
   * Of a client's consumer.
   *
   * @param lastTransaction numbers all transactions of the run
   */
  MovingSettler(
      QuorateClient client,
      String outlet,
      Target target,
      History history,
      Tally tally,
      AtomicLong lastTransaction,
      Random random) {
    this.client = client;
    this.outlet = outlet;
    this.target = target;
    this.history = history;
    this.tally = tally;
    this.lastTransaction = lastTransaction;
    this.random = random;
  }

  @Override
  public void take(Message message, CheckedBody body, Temper temper) {
    taken.add(new Taken(message, body));
  }

  @Override
  public void settleDue(Temper temper) {
    if (!taken.isEmpty() && random.nextInt(MESSAGES_MAX) < taken.size()) {
      move(temper);
    }
  }

  @Override
  public void settleAll() {
    if (!taken.isEmpty()) {
      move(Temper.CALM);
    }
  }

  @Override
  public void forget() {
    taken.clear();
  }

  private void move(Temper temper) {
    long number = lastTransaction.incrementAndGet();
    try (Transaction transaction = client.begin()) {
      for (Taken one : taken) {
        history.acknowledgedIn(number, outlet, one.body().producer(), one.body().sequence());
        transaction.acknowledge(one.message());
        history.sentIn(number, target.producer(), ++lastSequence);
        transaction.send(target.destination(), message(lastSequence));
      }
      taken.clear();
      if (random.nextInt(100) < temper.rollbacks()) {
        transaction.rollback();
        tally.count(Deed.ROLLED_BACK);
        history.transactionEnded(number, Outcome.REFUSED);
      } else {
        commit(transaction, number);
      }
    }
  }

  private Message message(long sequence) {
    return Message.of(CheckedBody.ofSize(target.producer(), sequence, target.bodyBytes()).encode());
  }

  private void commit(Transaction transaction, long number) {
    try {
      ended(number, transaction.commit(), null);
    } catch (OutcomeUnknownException e) {
      history.transactionEnded(number, Outcome.UNKNOWN);
      var unused =
          e.resolution()
              .whenComplete((confirmation, failure) -> ended(number, confirmation, failure));
    } catch (RetryLaterException | NotStoredException e) {
      ended(number, null, e);
    }
  }

  private void ended(
      long number, @Nullable Confirmation confirmation, @Nullable Throwable failure) {
    if (confirmation != null) {
      history.failover(confirmation.epoch());
      history.transactionEnded(number, Outcome.CONFIRMED);
      tally.count(Deed.COMMITTED);
    } else if (!(failure instanceof OutcomeUnknownException)) {
      history.transactionEnded(number, Outcome.REFUSED);
    }
  }
}
