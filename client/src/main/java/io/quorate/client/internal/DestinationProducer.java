package io.quorate.client.internal;

import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A sender with a destination. */
final class DestinationProducer implements Producer {
  private final FailoverClient client;
  private final Destination destination;
  private final Sender sender;

  DestinationProducer(FailoverClient client, Destination destination, Sender sender) {
    this.client = client;
    this.destination = destination;
    this.sender = sender;
  }

  @Override
  public Destination destination() {
    return destination;
  }

  @Override
  public Confirmation send(Message message) {
    return sender.send(destination, message);
  }

  @Override
  public Confirmation send(byte[] body) {
    return send(Message.of(body));
  }

  @Override
  public Confirmation send(String text) {
    return send(Message.of(text));
  }

  @Override
  public CompletableFuture<Confirmation> sendAsync(Message message) {
    return sender.sendAsync(destination, message);
  }

  @Override
  public CompletableFuture<Confirmation> sendAsync(byte[] body) {
    return sendAsync(Message.of(body));
  }

  @Override
  public CompletableFuture<Confirmation> sendAsync(String text) {
    return sendAsync(Message.of(text));
  }

  @Override
  public boolean flush(Duration timeout) {
    return sender.flush(timeout);
  }

  @Override
  public void close() {
    sender.close(client.closeDeadlineNanos());
  }
}
