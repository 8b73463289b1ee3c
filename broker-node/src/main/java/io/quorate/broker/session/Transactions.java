package io.quorate.broker.session;

import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The open transactions of a connection. On the loop. */
final class Transactions {
  private final LiveConnection connection;
  private final Reign reign;
  private final TreeMap<Long, Transaction> open = new TreeMap<>();

  Transactions(LiveConnection connection) {
    this.connection = connection;
    this.reign = connection.reign();
  }

  /** One too many is noticed when it is used. */
  void begin(long number) {
    if (open.size() < connection.limits().transactionsPerConnectionMax()) {
      open.putIfAbsent(number, new Transaction(connection.limits()));
    }
  }

  Transaction find(long number) throws BrokerException {
    Transaction found = open.get(number);
    if (found == null || found.isCommitting()) {
      throw new BrokerException(
          Code.INVALID,
          String.format(
              "transaction %d is not open: begin it first; at most %d are open at once",
              number, connection.limits().transactionsPerConnectionMax()));
    }
    return found;
  }

  void send(long number, Batch batch, CompletableFuture<SendReceipt> answer) {
    try {
      BrokerException full = find(number).note(batch);
      if (full != null) {
        throw full;
      }
      answer.complete(
          new SendReceipt(SendReceipt.Durability.TRANSACTION, LogPosition.START, 0, 0, List.of()));
    } catch (BrokerException e) {
      answer.completeExceptionally(e);
    }
  }

  void commit(
      long number,
      ProducerId producer,
      SequenceMode mode,
      long sequence,
      long deadlineNanos,
      CompletableFuture<SendReceipt> answer) {
    Transaction transaction;
    try {
      transaction = find(number);
    } catch (BrokerException e) {
      answer.completeExceptionally(e);
      return;
    }
    transaction.commits(true);
    reign
        .senders()
        .send(
            new Sending(
                connection,
                producer,
                CommandCodec.encode(transaction.command(producer, mode, sequence)),
                transaction.shares(),
                deadlineNanos,
                new Outcome(number, transaction, answer)));
  }

  private final class Outcome implements Reign.Answer {
    private final long number;
    private final Transaction transaction;
    private final CompletableFuture<SendReceipt> answer;

    Outcome(long number, Transaction transaction, CompletableFuture<SendReceipt> answer) {
      this.number = number;
      this.transaction = transaction;
      this.answer = answer;
    }

    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {
      Applied.Sent sent = (Applied.Sent) result;
      if (sent.rejected().isEmpty()) {
        open.remove(number, transaction);
        transaction.settling().applied();
        answer.complete(
            new SendReceipt(
                SendReceipt.Durability.QUORUM_DISK,
                position,
                syncedNodes,
                sent.duplicates(),
                List.of()));
      } else {
        rolledBack(Refusals.refused(sent.rejected().get(0)));
      }
    }

    @Override
    public void failed(BrokerException reason) {
      switch (reason.code()) {
        case OUTCOME_UNKNOWN -> {
          // What it settled is learnt from the state, if it was stored.
          open.remove(number, transaction);
          answer.completeExceptionally(reason);
        }
        case NOT_READY, OVERLOADED, DISK_FULL, QUEUE_FULL -> {
          // Nothing was stored, and it can be committed again.
          transaction.commits(false);
          answer.completeExceptionally(reason);
        }
        default -> rolledBack(reason);
      }
    }

    private void rolledBack(BrokerException why) {
      open.remove(number, transaction);
      reign.dispatcher().undo(transaction.settling());
      boolean isOwnCode = why.code() == Code.SEQUENCE_GAP || why.code() == Code.PRODUCER_EXPIRED;
      answer.completeExceptionally(
          isOwnCode || why.code() == Code.NOT_MASTER
              ? why
              : new BrokerException(
                  Code.TRANSACTION_ROLLED_BACK,
                  String.valueOf(why.getMessage()),
                  "",
                  why.limit(),
                  why.usage()));
    }
  }

  void rollback(long number) {
    Transaction transaction = open.get(number);
    if (transaction != null && !transaction.isCommitting()) {
      open.remove(number);
      reign.dispatcher().undo(transaction.settling());
    }
  }

  /** The connection is gone. What is being committed goes its way. */
  void rollbackAll() {
    List.copyOf(open.keySet()).forEach(this::rollback);
  }
}
