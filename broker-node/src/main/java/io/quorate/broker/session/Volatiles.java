package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.MessageHeader;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.broker.queue.dispatch.Dispatcher;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are confirmed at once and gone with the master. What a durable subscription wants,
 * and what is for a queue that is not there yet, goes through the log like any other. On the loop.
 */
final class Volatiles {
  private final Reign reign;
  private final MessageHeader header = new MessageHeader();

  /** Of all durable subscriptions; null: to be looked up. */
  private @Nullable List<TopicPattern> patterns;

  Volatiles(Reign reign) {
    this.reign = reign;
  }

  void subscriptionsChanged() {
    patterns = null;
  }

  boolean accepts(Batch batch) {
    for (Batch.Share share : batch.shares()) {
      if (!accepts(share.address())) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(Address address) {
    if (address.kind() == DestinationKind.QUEUE) {
      return reign.view().queue(address.name()) != null;
    }
    return patterns().stream().noneMatch(pattern -> pattern.matches(address.name()));
  }

  private List<TopicPattern> patterns() {
    List<TopicPattern> known = patterns;
    if (known == null) {
      known = new ArrayList<>();
      for (BrokerView.SubscriptionView subscription : reign.view().subscriptions()) {
        known.add(new TopicPattern(subscription.pattern()));
      }
      patterns = known;
    }
    return known;
  }

  void send(Batch batch, CompletableFuture<SendReceipt> answer) {
    Dispatcher dispatcher = reign.dispatcher();
    if (!dispatcher.hasRoomFor(batch.bytes())) {
      long max = reign.group().limits().volatileBytesMax();
      answer.completeExceptionally(
          new BrokerException(
              Code.OVERLOADED,
              String.format(
                  "volatile messages take %d of at most %d bytes: consume them, or send slower",
                  dispatcher.volatileBytes(), max),
              "",
              max,
              dispatcher.volatileBytes()));
      return;
    }
    batch.send().messages().forEach(message -> offer(batch, message));
    reign.counts().received(batch.shares(), 0);
    answer.complete(
        new SendReceipt(SendReceipt.Durability.MEMORY, LogPosition.START, 0, 0, List.of()));
  }

  /** A copy of its own: one message that stays must not hold the memory of its whole batch. */
  private void offer(Batch batch, ByteBuffer sent) {
    byte[] bytes = new byte[sent.remaining()];
    sent.get(sent.position(), bytes);
    ByteBuffer message = ByteBuffer.wrap(bytes);
    header.read(bytes, 0, bytes.length);
    Dispatcher dispatcher = reign.dispatcher();
    String name = header.destination();
    long expires = header.expiresMillis(dispatcher.timeMillis(), 0);
    if (header.kind() == DestinationKind.QUEUE) {
      dispatcher.offerVolatile(name, message, batch.send().producer(), expires);
    } else {
      dispatcher.publishVolatile(name, message, batch.send().producer(), expires);
    }
  }
}
