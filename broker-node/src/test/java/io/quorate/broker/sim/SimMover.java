package io.quorate.broker.sim;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.Consumer;
import io.quorate.broker.session.Consumer.TagRange;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Trait;
import io.quorate.proto.message.v1.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of another in a transaction, one after the other. What became of a commit that
 * was not answered it asks for, by its producer's last number.
 */
final class SimMover extends SimConsumer {
  private static final long PRODUCER = 2;
  private static final long DEADLINE_MILLIS = 4_000;

  private final long number;
  private final String to;
  private final ProducerId id;
  private long lastSent;
  private long lastSequence;
  private boolean isOpened;

  /** The one under way or of unknown outcome; 0: none. */
  private long transaction;

  private boolean isUnknown;

  SimMover(Market market, Stand stand, long number, String to) {
    super(market, stand, market.random.nextLong(20, 80));
    this.number = number;
    this.to = to;
    this.id = new ProducerId(PRODUCER, number);
    market.history.producerOpened(number, to, Set.of(Trait.UNORDERED));
    market.expectFrom(number, () -> lastSent);
  }

  @Override
  String whatIsMissing() {
    return transaction == 0
        ? super.whatIsMissing()
        : stand.name() + " does not know what became of a transaction";
  }

  @Override
  void connected(Connection connection) {
    super.connected(connection);
    isOpened = false;
    call(
        connection.openProducer(id, SequenceMode.CONTIGUOUS),
        last -> {
          isOpened = true;
          if (isUnknown) {
            end(last > lastSequence ? History.Outcome.CONFIRMED : History.Outcome.REFUSED);
          }
          lastSequence = last;
        },
        reason -> {});
  }

  @Override
  void act(Connection connection) {
    if (isOpened) {
      super.act(connection);
    } else if (!hasCalls()) {
      leave();
    }
  }

  private void end(History.Outcome outcome) {
    market.history.transactionEnded(transaction, outcome);
    market.tally.add(
        outcome == History.Outcome.CONFIRMED ? Tally.Event.TRANSACTIONS : Tally.Event.ROLLBACKS);
    transaction = 0;
    isUnknown = false;
  }

  @Override
  void handle(Connection connection, Held one) {
    Consumer present = consumer();
    if (transaction != 0 || present == null || !letGo(one)) {
      return;
    }
    long opened = market.nextTransaction();
    transaction = opened;
    connection.begin(opened);
    market.history.acknowledgedIn(
        opened, stand.outlet(), one.body().producer(), one.body().sequence());
    TagRange range = new TagRange(one.tag(), one.tag(), Settlement.Outcome.ACKNOWLEDGED, 0, "");
    call(
        present.settle(List.of(range), opened, DEADLINE_MILLIS),
        lost -> {
          if (lost == 0) {
            send(connection, one);
          } else {
            market.tally.add(Tally.Event.LOST_LOCKS, lost);
            rollBack(connection, null);
            settled();
          }
        },
        reason -> abandon(reason));
  }

  private void send(Connection connection, Held one) {
    market.history.sentIn(transaction, number, ++lastSent);
    long opened = transaction;
    call(
        connection.send(id, 1, List.of(message(lastSent)), opened, DEADLINE_MILLIS),
        receipt -> {
          if (!market.isCalm() && market.isOneIn(6)) {
            rollBack(connection, one);
          } else {
            commit(connection);
          }
        },
        reason -> abandon(reason));
  }

  private ByteBuffer message(long sequence) {
    CheckedBody body = new CheckedBody(number, sequence, 0);
    return ByteBuffer.wrap(
        Message.newBuilder()
            .setDestination(to)
            .setBody(ByteString.copyFrom(body.encode()))
            .build()
            .toByteArray());
  }

  private void rollBack(Connection connection, @Nullable Held one) {
    connection.rollback(transaction);
    end(History.Outcome.REFUSED);
    if (one != null) {
      release(one);
    }
  }

  private void commit(Connection connection) {
    call(
        connection.commit(transaction, id, lastSequence + 1, DEADLINE_MILLIS),
        receipt -> {
          lastSequence++;
          market.history.failover(receipt.position().epoch());
          end(History.Outcome.CONFIRMED);
          settled();
        },
        reason -> {
          if (reason.code() == BrokerException.Code.OUTCOME_UNKNOWN) {
            isUnknown = true;
            leaveSoon(reason);
          } else {
            abandon(reason);
          }
        });
  }

  /** Nothing was stored; what it held comes back when it has left. */
  private void abandon(BrokerException reason) {
    end(History.Outcome.REFUSED);
    leaveSoon(reason);
  }

  private void leaveSoon(BrokerException reason) {
    if (reason != connectionLost) {
      market.later(0, 50, this::leave);
    }
  }
}
