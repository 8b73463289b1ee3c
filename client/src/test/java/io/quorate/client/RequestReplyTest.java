package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestReplyTest {
  private final FakeCluster cluster = new FakeCluster();
  private FakeBroker first;
  private QuorateClient client;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start(1);
    cluster.elect(first);
    client = QuorateClient.connect(first.address());
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    cluster.kill();
  }

  @Test
  void bringsEachReplyToItsRequest() {
    client.consumer(
        "shout", message -> client.reply(message, Message.of(message.text() + "!")).join());

    Message tea = client.request("shout", Message.of("tea"), Duration.ofSeconds(10));
    Message milk = client.request("shout", Message.of("milk"), Duration.ofSeconds(10));

    assertThat(tea.text()).isEqualTo("tea!");
    assertThat(milk.text()).isEqualTo("milk!");
    // One temporary queue for all of them.
    assertThat(cluster.nextTemporary()).isEqualTo("temp.2");
  }

  @Test
  void saysThatNoReplyCame() {
    assertThatThrownBy(() -> client.request("nobody", Message.of("tea"), Duration.ofMillis(100)))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("no reply from queue nobody within 100 ms");
  }

  @Test
  void wantsARequestToReplyTo() {
    assertThatThrownBy(() -> client.reply(Message.of("tea"), Message.of("tea!")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("where to reply to");
  }

  @Test
  void showsWhatWaitsWithoutTakingIt() {
    Producer orders = client.producer("orders");
    orders.send("1");
    orders.send("2");

    try (Browser browser = client.browse("orders")) {
      assertThat(browser).extracting(Message::text).containsExactly("1", "2");
    }

    assertThat(first.lastSubscription().getSelector()).isEmpty();
    try (Consumer consumer = client.consumer("orders")) {
      assertThat(consumer.receive().text()).isEqualTo("1");
    }
  }

  @Test
  void browsedMessagesCannotBeSettled() {
    client.producer("orders").send("1");

    try (Browser browser = client.browse("orders", "price > 3")) {
      Message message = browser.iterator().next();
      assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
    }
    assertThat(first.lastSubscription().getSelector()).isEqualTo("price > 3");
  }

  @Test
  void keepsVolatileMessagesApart() {
    Producer orders = client.producer("orders");
    orders.send("1");
    Confirmation confirmation = orders.send(Message.builder().text("2").nonPersistent().build());
    orders.send("3");

    assertThat(confirmation.durability()).isEqualTo(Durability.MEMORY);
    assertThat(cluster.log()).containsExactly("1", "2", "3");
    // Two lanes, each with its own numbers.
    assertThat(cluster.producerCount()).isEqualTo(2);
  }
}
