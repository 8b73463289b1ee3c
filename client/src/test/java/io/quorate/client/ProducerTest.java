package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.client.FakeBroker.Whim;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProducerTest {
  private final FakeCluster cluster = new FakeCluster();
  private FakeBroker first;
  private FakeBroker second;
  private QuorateClient client;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start(1);
    second = cluster.start(2);
    cluster.elect(first);
    client = QuorateClient.connect(first.address());
  }

  @AfterEach
  void stop() throws InterruptedException {
    // Otherwise closing waits for what was not answered.
    first.always(null);
    client.close();
    cluster.kill();
  }

  @Test
  void confirmsWhatIsStored() {
    Confirmation confirmation = client.producer("orders").send("tea");

    assertThat(confirmation).isEqualTo(new Confirmation(Durability.QUORUM_DISK, 1, 1, 2, false));
    assertThat(cluster.log()).containsExactly("tea");
  }

  @Test
  void keepsTheOrderOfAsyncSends() {
    Producer orders = client.producer("orders");

    List<CompletableFuture<Confirmation>> sends = sendAll(orders, 5_000);
    sends.forEach(CompletableFuture::join);

    assertThat(cluster.log()).isEqualTo(numbers(5_000));
    // One went alone, the others gathered meanwhile.
    assertThat(first.sends()).isLessThan(1_000);
  }

  @Test
  void isNotStoredTwiceWhenTheAnswerIsLost() {
    first.whims(Whim.STORE_AND_BREAK);

    Confirmation confirmation = client.producer("orders").send("tea");

    assertThat(confirmation.repeated()).isTrue();
    assertThat(cluster.log()).containsExactly("tea");
  }

  @Test
  void goesOnInOrderAfterEveryKindOfTrouble() {
    first.whims(
        Whim.BREAK,
        Whim.OVERLOADED,
        Whim.ANSWER_LATER,
        Whim.STORE_AND_UNKNOWN,
        Whim.STORE_AND_BREAK,
        Whim.OVERLOADED,
        Whim.BREAK);
    Producer orders =
        client.producer(
            Destination.queue("orders"), ProducerOptions.builder().batchMessagesMax(50).build());

    sendAll(orders, 2_000).forEach(CompletableFuture::join);

    assertThat(cluster.log()).isEqualTo(numbers(2_000));
  }

  @Test
  void followsTheMasterToANodeItWasNotTold() throws Exception {
    Producer orders = client.producer("orders");
    orders.send("1");
    cluster.elect(second);
    first.kill();

    assertThat(orders.send("2").epoch()).isEqualTo(2);
    assertThat(cluster.log()).containsExactly("1", "2");
  }

  @Test
  void followsAFarewell() {
    Producer orders = client.producer("orders");
    orders.send("1");
    cluster.elect(second);
    first.sayFarewell(second);

    assertThat(orders.send("2").epoch()).isEqualTo(2);
  }

  @Test
  void leavesAMasterThatStandsStill() {
    Producer orders = client.producer("orders");
    orders.send("1");
    first.deaf(true);
    CompletableFuture<Confirmation> lost = orders.sendAsync("2");
    cluster.elect(second);

    assertThat(lost.join().epoch()).isEqualTo(2);
    assertThat(cluster.log()).containsExactly("1", "2");
  }

  @Test
  void saysThatTheOutcomeIsUnknownAndLaterWhatItWas() throws Exception {
    first.always(Whim.SILENCE);
    Producer orders = brief("orders");

    OutcomeUnknownException unknown =
        catchThrowableOfType(OutcomeUnknownException.class, () -> orders.send("tea"));
    assertThat(unknown.stored()).isEqualTo(QuorateException.Stored.UNKNOWN);
    assertThat(unknown.resolution()).isNotDone();

    first.always(null);
    cluster.elect(second);
    first.kill();
    // The new master surely has not got it, so it is not sent again after all.
    assertThat(unknown.resolution().handle((c, failure) -> failure).get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> assertThat(failure.stored()).isEqualTo(QuorateException.Stored.NO));
    assertThat(orders.send("coffee").epoch()).isEqualTo(2);
    assertThat(cluster.log()).containsExactly("coffee");
  }

  @Test
  void saysWhatIsSurelyNotStoredAndWhy() {
    first.always(Whim.OVERLOADED);

    RetryLaterException later =
        catchThrowableOfType(RetryLaterException.class, () -> brief("orders").send("tea"));

    assertThat(later.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(later.retryable()).isTrue();
    assertThat(later.stored()).isEqualTo(QuorateException.Stored.NO);
    assertThat(later).hasMessageContaining("as told").hasMessageContaining("deadline");
  }

  @Test
  void doesNotRepeatWhatIsRefusedForGood() {
    first.whims(Whim.NOT_ALLOWED);
    Producer orders = client.producer("orders");

    assertThatThrownBy(() -> orders.send("tea"))
        .isInstanceOfSatisfying(
            NotStoredException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_ALLOWED));
    orders.send("coffee");

    assertThat(cluster.log()).containsExactly("coffee");
    // The number was not taken, so the next message could have it.
    assertThat(cluster.producerCount()).isEqualTo(1);
  }

  @Test
  void tellsTheRejectionOfSingleMessages() {
    first.whims(Whim.REJECT);
    Producer orders = client.producer("orders");

    assertThatThrownBy(() -> orders.send("tea"))
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.QUEUE_FULL));
    orders.send("coffee");

    assertThat(cluster.log()).containsExactly("coffee");
  }

  @Test
  void startsAnewWhenTheBrokerHasForgottenIt() {
    Producer orders = client.producer("orders");
    orders.send("1");
    cluster.forgetProducers();

    orders.send("2");

    assertThat(cluster.log()).containsExactly("1", "2");
  }

  @Test
  void refusesWhatTheBrokerWouldNotTake() {
    Producer orders = client.producer("orders");

    assertThatThrownBy(() -> orders.send(new byte[2 << 20]))
        .isInstanceOf(NotStoredException.class)
        .hasMessageContaining("TOO_LARGE")
        .hasMessageContaining("1048576");
  }

  @Test
  void waitsForRoomInTheWindowAndThenSaysSo() {
    first.always(Whim.SILENCE);
    Producer orders =
        client.producer(
            Destination.queue("orders"),
            ProducerOptions.builder().timeout(Duration.ofMillis(300)).windowBytes(500).build());
    CompletableFuture<Confirmation> fills = orders.sendAsync(new byte[200]);

    CompletableFuture<Confirmation> refused = orders.sendAsync(new byte[200]);

    assertThat(fills.handle((c, failure) -> failure).join())
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(refused.handle((c, failure) -> failure).join())
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(Reason.WINDOW_FULL);
              assertThat(failure.limit().maximum()).isEqualTo(500);
            });
  }

  @Test
  void closingWaitsForWhatIsUnderWay() {
    Producer orders = client.producer("orders");
    List<CompletableFuture<Confirmation>> sends = sendAll(orders, 1_000);

    orders.close();

    assertThat(cluster.log()).hasSize(1_000);
    Awaitility.await().until(() -> sends.stream().allMatch(CompletableFuture::isDone));
    assertThatThrownBy(() -> orders.send("late")).isInstanceOf(NotStoredException.class);
  }

  @Test
  void closingIsBounded() {
    first.always(Whim.SILENCE);
    ClientOptions options = ClientOptions.builder().closeTimeout(Duration.ofMillis(200)).build();
    CompletableFuture<Confirmation> underWay;
    long startNanos = System.nanoTime();
    try (QuorateClient hasty = QuorateClient.connect(first.address(), options)) {
      underWay = hasty.producer("orders").sendAsync("tea");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
    assertThat(underWay.handle((c, failure) -> failure).join())
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void callbacksRunOnThreadsOfTheirOwn() {
    CompletableFuture<String> thread =
        client.producer("orders").sendAsync("tea").thenApply(c -> Thread.currentThread().getName());

    assertThat(thread.join()).matches("quorate-callback-\\d|main");
  }

  private Producer brief(String queue) {
    return client.producer(
        Destination.queue(queue),
        ProducerOptions.builder().timeout(Duration.ofMillis(300)).build());
  }

  private static List<CompletableFuture<Confirmation>> sendAll(Producer producer, int count) {
    List<CompletableFuture<Confirmation>> sends = new ArrayList<>();
    numbers(count).forEach(text -> sends.add(producer.sendAsync(text)));
    return sends;
  }

  private static List<String> numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList();
  }
}
