package io.quorate.broker.service;

import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.Delivery;
import io.quorate.broker.session.DeliverySink;
import io.quorate.proto.client.v1.ConsumerClosed;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.Drained;
import io.quorate.proto.client.v1.ServerFrame;
import java.util.List;

/** One consumer's deliveries as frames. What the client does not read stops them. */
final class ConsumerSink implements DeliverySink {
  private final int consumer;
  private final ServerFrames frames;
  private final Runnable onClosed;

  ConsumerSink(int consumer, ServerFrames frames, Runnable onClosed) {
    this.consumer = consumer;
    this.frames = frames;
    this.onClosed = onClosed;
  }

  @Override
  public void deliver(List<Delivery> deliveries) {
    Deliveries.Builder batch = Deliveries.newBuilder().setConsumer(consumer);
    deliveries.forEach(delivery -> batch.addDeliveries(SessionWire.delivery(delivery)));
    frames.write(ServerFrame.newBuilder().setDeliveries(batch));
  }

  @Override
  public boolean isWritable() {
    return frames.isReady();
  }

  @Override
  public void drained() {
    frames.write(ServerFrame.newBuilder().setDrained(Drained.newBuilder().setConsumer(consumer)));
  }

  @Override
  public void closed(BrokerException reason) {
    onClosed.run();
    frames.write(
        ServerFrame.newBuilder()
            .setConsumerClosed(
                ConsumerClosed.newBuilder()
                    .setConsumer(consumer)
                    .setReason(SessionWire.failed(0, reason))));
  }
}
