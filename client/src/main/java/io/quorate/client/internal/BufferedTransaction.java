package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException.Limit;
import io.quorate.client.Reason;
import io.quorate.client.Settlement;
import io.quorate.client.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gathers what is to be committed. For one thread at a time. */
final class BufferedTransaction implements Transaction {
  /** A commit ends with its deadline; what is added only guards against errors of our own. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final FailoverClient client;
  private final List<ByteString> messages = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private long bytes;
  private boolean isOver;

  BufferedTransaction(FailoverClient client) {
    this.client = client;
  }

  @Override
  public void send(Destination to, Message message) {
    refuseIfOver();
    ByteString encoded = WireMessage.encodePersistent(message, to, System.currentTimeMillis());
    int bytesMax = client.messageBytesMax();
    if (bytes + encoded.size() > bytesMax) {
      throw new NotStoredException(
          Reason.TOO_LARGE,
          "expected a transaction of at most %d bytes, found %d"
              .formatted(bytesMax, bytes + encoded.size()),
          new Limit(bytesMax, bytes + encoded.size()));
    }
    bytes += encoded.size();
    messages.add(encoded);
  }

  @Override
  public void acknowledge(Message message) {
    refuseIfOver();
    Receipt receipt = WireMessage.receiptOf(message);
    receipt.claim();
    // Otherwise it was settled when it left the broker.
    if (!receipt.session().isPreSettled()) {
      receipts.add(receipt);
    }
  }

  private void refuseIfOver() {
    if (isOver) {
      throw new IllegalStateException("the transaction has ended; begin another one");
    }
  }

  @Override
  public Confirmation commit() {
    refuseIfOver();
    CompletableFuture<Confirmation> future = client.commit(messages, receipts);
    try {
      Confirmation confirmation =
          future.get(client.sendTimeout().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
      isOver = true;
      return confirmation;
    } catch (ExecutionException e) {
      isOver = e.getCause() instanceof OutcomeUnknownException;
      throw Failures.thrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(Reason.INTERRUPTED, "interrupted while waiting for the outcome of the commit");
    } catch (TimeoutException e) {
      throw unknown(Reason.TIMED_OUT, "the client's own thread does not answer");
    }
  }

  private OutcomeUnknownException unknown(Reason reason, String why) {
    isOver = true;
    return new OutcomeUnknownException(reason, why);
  }

  @Override
  public void rollback() {
    if (isOver) {
      return;
    }
    isOver = true;
    for (Receipt receipt : receipts) {
      receipt
          .session()
          .settle(receipt, Settlement.failed(Duration.ZERO, "the transaction was rolled back"));
    }
  }
}
