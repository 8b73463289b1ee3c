package io.quorate.broker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.ConnectRequest;
import io.quorate.broker.session.Consumer;
import io.quorate.broker.session.Delivery;
import io.quorate.broker.session.DeliverySink;
import io.quorate.broker.session.HeadConformance;
import io.quorate.broker.session.Principal;
import io.quorate.broker.session.SubscribeRequest;
import io.quorate.replication.model.GroupId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Our own protocol passes the kit, over a real port. */
class GrpcHeadIT extends HeadConformance {
  private static final ConnectRequest HASTY =
      new ConnectRequest(
          new GroupId("main"),
          Principal.ANYBODY,
          "hasty",
          ConnectRequest.ClientIdRule.SHARED,
          new ProducerId(9, 1),
          "test",
          "here");

  private static final SubscribeRequest DURABLE =
      new SubscribeRequest(
          DestinationKind.TOPIC, "hasty", "", "paper", true, false, false, false, false, 0, 10, 0);

  @Override
  protected Broker reach(BrokerNode node) {
    return GrpcHead.of(node);
  }

  @Override
  protected void leave(Broker reached) {
    ((GrpcHead) reached).close();
  }

  @Test
  void aConsumerThatIsClosedOnItsWayInDoesNotStay() {
    GrpcConnection connection = (GrpcConnection) get(broker().connect(HASTY, reason -> {}));
    get(connection.comeAndGo(DURABLE, new Nothing()));

    Consumer next = get(connection.subscribe(DURABLE, new Nothing()));

    assertThat(next).isNotNull();
    get(next.close());
    get(connection.unsubscribe("paper"));
    connection.close();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static final class Nothing implements DeliverySink {
    @Override
    public void deliver(List<Delivery> deliveries) {
      throw new AssertionError("nothing was published");
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void drained() {}

    @Override
    public void closed(BrokerException reason) {
      throw new AssertionError(reason);
    }
  }
}
