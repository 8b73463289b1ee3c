package io.quorate.broker.session;

import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static io.quorate.broker.session.TestClient.topic;
import static io.quorate.broker.session.TestClient.topicMessage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.TestClient.Taker;
import io.quorate.broker.session.TestClient.Wish;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Subscribers, and destinations that belong to a connection. */
interface TopicConformance extends Kit {
  @Test
  default void topicsReachTheirSubscribersAndPatterns() throws Exception {
    try (TestClient client = client()) {
      Taker one = client.subscribe(topic("t.x", "", false, false, 10));
      Taker all = client.subscribe(topic("t.>", "", false, false, 10));
      client.send(topicMessage("t.x", "a"), topicMessage("t.y", "b"));
      assertThat(one.await(1).ids()).containsExactly("a");
      assertThat(all.await(2).ids()).containsExactly("a", "b");
      all.settle(0, Outcome.RELEASED);
      assertThat(all.await(3).last().redelivered()).isTrue();
      assertThat(one.ids()).containsExactly("a");
    }
  }

  @Test
  default void thoseWhoShareGetEachMessageOnce() throws Exception {
    try (TestClient client = client()) {
      Taker first = client.subscribe(topic("s.*", "s", false, true, 10));
      Taker second = client.subscribe(topic("s.*", "s", false, true, 10));
      client.send(topicMessage("s.x", "a"), topicMessage("s.y", "b"), topicMessage("s.x", "c"));
      await().atMost(SOON).until(() -> first.got.size() + second.got.size() == 3);
      assertThat(first.ids()).doesNotContainAnyElementsOf(second.ids());
      assertRefused(Code.IN_USE, () -> client.subscribe(topic("other", "s", false, true, 10)));
    }
  }

  @Test
  default void subscribersChooseAndLeaveOutTheirOwn() throws Exception {
    try (TestClient client = client();
        TestClient other = client()) {
      Taker foreign = client.subscribe(new Wish(DestinationKind.TOPIC, "mixed.news").noLocal());
      Taker chosen =
          client.subscribe(new Wish(DestinationKind.TOPIC, "mixed.news").selector("n = 1"));
      client.send(priced("own", 1));
      other.send(priced("theirs", 2));
      assertThat(foreign.await(1).ids()).containsExactly("theirs");
      assertThat(chosen.await(1).ids()).containsExactly("own");
    }
  }

  private static Message.Builder priced(String id, int number) {
    return topicMessage("mixed.news", id)
        .addProperties(Property.newBuilder().setName("n").setIntValue(number));
  }

  @Test
  default void aDurableSubscriptionIsForOneOfThoseWhoComeTogether() throws Exception {
    try (TestClient client = new TestClient(broker(), TestClient.request("desks"))) {
      SubscribeRequest durable = topic("news", "shared-by-mistake", true, false, 10);
      CompletionStage<Consumer> first = client.connection.subscribe(durable, new Taker());
      CompletionStage<Consumer> second = client.connection.subscribe(durable, new Taker());

      Consumer winner = get(first);
      assertRefused(Code.IN_USE, () -> get(second));
      get(winner.close());
      get(client.connection.unsubscribe("shared-by-mistake"));
    }
  }

  @Test
  default void aDurableSubscriberFindsWhatCameWhileItWasAway() throws Exception {
    try (TestClient sender = client();
        TestClient client = new TestClient(broker(), TestClient.request("desk"))) {
      SubscribeRequest durable = topic("news", "paper", true, false, 10);
      Taker first = client.subscribe(durable);
      sender.send(topicMessage("news", "a"));
      first.await(1).acknowledgeAll();
      assertRefused(Code.IN_USE, () -> client.subscribe(durable));
      get(first.consumer().close());
      sender.send(topicMessage("news", "b"));

      Taker second = client.subscribe(durable).await(1);
      assertThat(second.ids()).containsExactly("b");
      assertThat(second.last().redelivered()).isFalse();
      assertRefused(Code.IN_USE, () -> get(client.connection.unsubscribe("paper")));
      get(second.consumer().close());
      assertThat(get(admin().subscriptions("news")))
          .hasSize(1)
          .allMatch(s -> s.view().backlog() == 1 && s.consumers() == 0);
      get(client.connection.unsubscribe("paper"));
      assertRefused(Code.NOT_FOUND, () -> get(client.connection.unsubscribe("paper")));
      assertThat(get(admin().subscriptions("news"))).isEmpty();
    }
  }

  @Test
  default void aDurableSubscriptionMayBeSharedAndOfAPattern() throws Exception {
    try (TestClient client = client()) {
      SubscribeRequest durable = topic("stock.>", "clerks", true, true, 10);
      get(client.subscribe(durable).consumer().close());
      client.send(topicMessage("stock.tea", "a"), topicMessage("stock.tea.green", "b"));

      Taker first = client.subscribe(durable);
      Taker second = client.subscribe(durable);
      await().atMost(SOON).until(() -> first.got.size() + second.got.size() == 2);
      get(first.consumer().close());
      get(second.consumer().close());
      get(client.connection.unsubscribe("clerks"));
    }
  }

  @Test
  default void aDurableSubscriptionNeedsAName() throws Exception {
    try (TestClient nameless = client()) {
      assertRefused(
          Code.INVALID, () -> nameless.subscribe(topic("news", "paper", true, false, 10)));
      assertRefused(Code.INVALID, () -> nameless.subscribe(topic("news", "", true, true, 10)));
      assertRefused(Code.INVALID, () -> nameless.subscribe(topic("a..b", "", false, false, 10)));
    }
  }

  // ── temporary destinations, requests and replies ──

  @Test
  default void aRequestIsAnsweredThroughATemporaryQueue() throws Exception {
    try (TestClient asker = client();
        TestClient server = client()) {
      Address reply = get(asker.connection.createTemporary(DestinationKind.QUEUE));
      Taker answers = asker.consume(reply.name(), 1);
      asker.send(message("questions", "q").setReplyTo(reply.name()).setCorrelationId("7"));

      Message question =
          Message.parseFrom(server.consume("questions", 1).await(1).last().message());
      server.send(
          message(question.getReplyTo(), "answer").setCorrelationId(question.getCorrelationId()));

      Message answer = Message.parseFrom(answers.await(1).last().message());
      assertThat(answer.getCorrelationId()).isEqualTo("7");
    }
  }

  @Test
  default void temporaryDestinationsBelongToTheirConnection() throws Exception {
    try (TestClient owner = client();
        TestClient other = client()) {
      Address reply = get(owner.connection.createTemporary(DestinationKind.QUEUE));
      Taker taker = owner.consume(reply.name(), 1);
      assertRefused(Code.NOT_ALLOWED, () -> other.consume(reply.name(), 1));
      assertRefused(Code.IN_USE, () -> get(owner.connection.deleteTemporary(reply)));
      get(taker.consumer().close());
      get(owner.connection.deleteTemporary(reply));
      assertRefused(Code.NOT_FOUND, () -> get(admin().purge(reply.name())));
    }
  }
}
