package io.quorate.client.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.history.History.Arrival;
import io.quorate.client.history.History.Outcome;
import io.quorate.client.history.History.Settlement;
import io.quorate.client.history.History.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What long runs cost, and runs of many threads. */
class HistoryBoundsTest {
  private static final int MESSAGES = 1_000_000;
  private static final int IN_FLIGHT = 1000;
  private static final int THREADS = 4;

  private final HistoryChecker checker = new HistoryChecker();

  @BeforeEach
  void open() {
    checker.producerOpened(1, "orders", Set.of());
    checker.consumerOpened("orders", "a", IN_FLIGHT);
  }

  @Test
  void keepsNextToNothingOfWhatCameToAGoodEnd() {
    for (int sequence = 1; sequence <= MESSAGES + IN_FLIGHT; sequence++) {
      if (sequence <= MESSAGES) {
        checker.sent(1, sequence);
        checker.sendEnded(1, sequence, Outcome.CONFIRMED);
      }
      if (sequence > IN_FLIGHT) {
        take(1, sequence - IN_FLIGHT);
      }
    }

    assertThat(checker.report().summary())
        .isEqualTo("confirmed=1000000 received=1000000 lost=0 duplicates=0 redelivered=0");
    assertThat(checker.bytesHeld()).isLessThan(20_000);
  }

  @Test
  void keepsAByteOrSoOfWhatDidNot() {
    for (int sequence = 1; sequence <= MESSAGES; sequence++) {
      checker.sent(1, sequence);
      checker.sendEnded(1, sequence, Outcome.CONFIRMED);
      if (sequence % 2 == 0) {
        take(1, sequence);
      }
    }

    assertThat(checker.report().lost()).isEqualTo(MESSAGES / 2);
    assertThat(checker.bytesHeld()).isLessThan(MESSAGES * 11 / 10);
  }

  @Test
  void keepsNothingOfDeletedSubscriptions() {
    checker.producerOpened(2, "prices", Set.of(Trait.TOPIC));
    for (int sequence = 1; sequence <= 1000; sequence++) {
      checker.subscribed("reports", Set.of("prices"));
      checker.sent(2, sequence);
      checker.sendEnded(2, sequence, Outcome.CONFIRMED);
      checker.delivered(new Arrival("reports", "a", 2, sequence, false, 1, 0));
      checker.unsubscribing("reports");
    }

    assertThat(checker.report().received()).isEqualTo(1000);
    assertThat(checker.bytesHeld()).isLessThan(10_000);
  }

  @Test
  void isToldByManyThreads() {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int producer = 10 + thread;
      checker.producerOpened(producer, "orders", Set.of());
      threads.add(CompletableFuture.runAsync(() -> sendAndTake(producer, 50_000)));
    }
    threads.forEach(CompletableFuture::join);

    HistoryReport report = checker.report();
    assertThat(report.isClean()).as(report::describe).isTrue();
    assertThat(report.confirmed()).isEqualTo(THREADS * 50_000);
    assertThat(report.received()).isEqualTo(THREADS * 50_000);
  }

  private void sendAndTake(int producer, int messages) {
    for (int sequence = 1; sequence <= messages; sequence++) {
      checker.sent(producer, sequence);
      checker.sendEnded(producer, sequence, Outcome.CONFIRMED);
      take(producer, sequence);
    }
  }

  private void take(int producer, long sequence) {
    checker.delivered(new Arrival("orders", "a", producer, sequence, false, 1, 0));
    checker.settled("orders", producer, sequence, Settlement.ACKNOWLEDGED, Outcome.CONFIRMED);
  }
}
