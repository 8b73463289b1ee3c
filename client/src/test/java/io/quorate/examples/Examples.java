package io.quorate.examples;

import io.quorate.client.Browser;
import io.quorate.client.ClientOptions;
import io.quorate.client.Confirmation;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.Producer;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.RetryLaterException;
import io.quorate.client.Settlement;
import io.quorate.client.Tls;
import io.quorate.client.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The code of docs/java-client.md, line for line. Each method is one example, and returns what its
 * test looks at.
 */
public final class Examples {
  private Examples() {}

  public static String sendAndReceive(String url) {
    try (QuorateClient client = QuorateClient.connect(url)) {
      Producer orders = client.producer("orders");
      Confirmation confirmed = orders.send("one tea, please");
      System.out.println("on the disks of " + confirmed.syncedNodes() + " nodes");

      Consumer consumer = client.consumer("orders");
      Message message = consumer.receive();
      message.acknowledge();
      return message.text();
    }
  }

  public static void tenLines(String url) {
    try (QuorateClient client = QuorateClient.connect(url);
        Producer orders = client.producer("orders");
        Consumer consumer = client.consumer("orders")) {
      // On disk on a majority of the nodes, or an exception.
      Confirmation confirmed = orders.send("one tea, please");
      System.out.println("on " + confirmed.syncedNodes() + " disks");
      Message message = consumer.receive();
      System.out.println(message.text() + (message.redelivered() ? ", once more" : ""));
      message.acknowledge();
    }
  }

  public static int sendMany(QuorateClient client) {
    Producer orders = client.producer("orders");
    List<CompletableFuture<Confirmation>> sends = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sends.add(orders.sendAsync("order " + i));
    }
    CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).join();
    return sends.size();
  }

  public static String sendAndJudge(Producer orders, Message message) {
    try {
      orders.send(message);
      return "stored";
    } catch (NotStoredException e) {
      // Surely not stored, and it is the message's fault.
      return "give up: " + e.getMessage();
    } catch (RetryLaterException e) {
      // Surely not stored, for 30 seconds already.
      return "later: " + e.getMessage();
    } catch (OutcomeUnknownException e) {
      // Stored or not. The client goes on asking; sending anew might store it twice.
      boolean stored = e.resolution().handle((confirmed, failure) -> failure == null).join();
      return stored ? "stored after all" : "not stored, or nobody will ever know";
    }
  }

  public static Message describe() {
    return Message.builder()
        .text("{\"cups\": 2}")
        .contentType("application/json")
        .property("customer", "Ann")
        .property("price", 3.5)
        .priority(7)
        .timeToLive(Duration.ofHours(1))
        .delay(Duration.ofMinutes(5))
        .build();
  }

  public static List<String> settle(Consumer consumer) {
    List<String> done = new ArrayList<>();
    for (Message message = consumer.receive(Duration.ofSeconds(1));
        message != null;
        message = consumer.receive(Duration.ofSeconds(1))) {
      switch (message.text()) {
        case "good" -> message.acknowledge(); // done with it
        case "not mine" -> message.release(); // for others, as if nothing had happened
        case "bad luck" -> message.fail(Duration.ofSeconds(30), "printer is out of paper");
        default -> message.reject("not an order"); // to DLQ.orders at once
      }
      done.add(message.text());
    }
    consumer.flush(Duration.ofSeconds(5));
    return done;
  }

  public static Settlement.Result settleAndKnow(Message message) {
    Settlement.Result result = message.settle(Settlement.acknowledged()).join();
    if (result != Settlement.Result.SETTLED) {
      System.out.println("somebody may get it once more: " + message);
    }
    return result;
  }

  public static void handle(QuorateClient client, int count) throws InterruptedException {
    CountDownLatch handled = new CountDownLatch(count);
    ConsumerOptions options = ConsumerOptions.builder().concurrency(4).prefetch(100).build();
    try (PushConsumer consumer =
        client.consumer(
            Destination.queue("orders"),
            options,
            message -> {
              System.out.println("making " + message.text());
              handled.countDown();
            })) {
      System.out.println("handling " + consumer.source());
      handled.await();
    }
  }

  public static void select(QuorateClient client) {
    ConsumerOptions dear =
        ConsumerOptions.builder().selector("price > 3 AND customer = 'Ann'").build();
    client.consumer("orders", dear).close();
  }

  public static String subscribe(String url) {
    ClientOptions billing = ClientOptions.builder().clientId("billing").build();
    try (QuorateClient client = QuorateClient.connect(url, billing)) {
      // Kept while nobody is there.
      ConsumerOptions durable = ConsumerOptions.builder().durable("invoices").build();
      Consumer sales = client.subscriber("sales.>", durable);

      client.publisher("sales.tea").send("one");

      Message message = sales.receive();
      message.acknowledge();
      return message.text();
    }
  }

  public static void transact(QuorateClient client, Message order) {
    try (Transaction tx = client.begin()) {
      tx.acknowledge(order);
      tx.send("invoices", "for " + order.text());
      tx.publish("sales.tea", Message.of("one"));
      tx.commit();
    }
  }

  public static String request(QuorateClient client) {
    client.consumer(
        "prices",
        request -> {
          Message price = Message.of(request.text().equals("tea") ? "3.50" : "unknown");
          client.reply(request, price).join();
        });

    Message reply = client.request("prices", Message.of("tea"), Duration.ofSeconds(10));
    return reply.text();
  }

  public static List<String> look(QuorateClient client) {
    List<String> waiting = new ArrayList<>();
    try (Browser browser = client.browse("orders")) {
      for (Message message : browser) {
        waiting.add(message.text());
      }
    }
    return waiting;
  }

  public static ClientOptions secure(Path folder) {
    return ClientOptions.builder()
        .tls(
            Tls.trusting(folder.resolve("authorities.pem"))
                .withCertificate(folder.resolve("client.pem"), folder.resolve("client.key")))
        .build();
  }
}
