package io.quorate.client.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.history.History.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  private static final List<String> EVERY_EVENT =
      List.of(
          "producer 1 orders",
          "producer 2 prices TOPIC UNORDERED",
          "dead-letters orders DLQ.orders",
          "subscribed reports prices rates",
          "sent 1 1",
          "send 1 1 CONFIRMED",
          "sent-in 5 1 2",
          "consumer orders a 100",
          "delivered orders a 1 1 first 1 3",
          "acknowledged-in 5 orders 1 1",
          "failover 4",
          "delivered orders a 1 1 redelivered 2 4",
          "transaction 5 REFUSED",
          "settled orders 1 1 DEAD_LETTERED UNKNOWN",
          "damaged orders a expected this, found that",
          "left orders a",
          "moving DLQ.orders orders",
          "purged orders",
          "unsubscribing reports");

  @TempDir private Path folder;

  @Test
  void writesWhatItReads() throws IOException {
    Path file = Files.write(folder.resolve("history"), EVERY_EVENT);
    Path copy = folder.resolve("copy");

    try (HistoryFile written = HistoryFile.create(copy)) {
      HistoryFile.replay(file, written);
    }

    assertThat(copy).hasSameTextualContentAs(file);
  }

  @Test
  void saysWhichLineIsWrong() throws IOException {
    for (String wrong : List.of("", "sent", "sent 1 x", "send 1 1 MAYBE", "arrived 1 1")) {
      Path file = Files.write(folder.resolve("history"), List.of("producer 1 orders", wrong));

      assertThatThrownBy(() -> HistoryFile.replay(file, new HistoryChecker()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("line 2: expected an event of a history, found '" + wrong + "'");
    }
  }

  @Test
  void refusesNamesThatItCouldNotRead() throws IOException {
    try (HistoryFile file = HistoryFile.create(folder.resolve("history"))) {
      assertThatThrownBy(() -> file.producerOpened(1, "my orders", Set.of(Trait.TOPIC)))
          .hasMessage("expected a name without white space, found 'my orders'");
      assertThatThrownBy(() -> file.consumerOpened("orders", "", 1))
          .hasMessageContaining("found ''");
    }
  }

  @Test
  void keepsADescriptionOfDamageOnOneLine() throws IOException {
    Path file = folder.resolve("history");
    try (HistoryFile written = HistoryFile.create(file)) {
      written.damaged("orders", "a", "one\ntwo");
    }

    assertThat(file).hasContent("damaged orders a one two");
  }
}
