package io.quorate.client.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.AppendOutcome.Confirmed;
import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.AppendOutcome.Refused;
import io.quorate.client.admin.AppendOutcome.Unknown;
import io.quorate.client.admin.FakeNode.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FakeNode.Log log = new FakeNode.Log();
  private FakeNode first;
  private FakeNode second;

  @BeforeEach
  void start() throws IOException {
    first = FakeNode.start(1, log);
    second = FakeNode.start(2, log);
  }

  @AfterEach
  void stop() throws InterruptedException {
    first.kill();
    second.kill();
  }

  @Test
  void findsTheMaster() throws Exception {
    second.master(4);

    try (LogClient client = client(1, LONG)) {
      assertThat(outcome(append(client))).isEqualTo(new Confirmed(4, 1, 0));
    }
  }

  @Test
  void followsTheHintToANodeItWasNotTold() throws Exception {
    first.master(1).answering(Answer.NOT_MASTER).hinting(second);
    second.master(2);

    try (LogClient client = new LogClient(List.of(first.address()), settings(1, LONG))) {
      // Unknown first, if the second is found while the first is just being asked once more.
      Awaitility.await().until(() -> outcome(append(client)) instanceof Confirmed);
    }
  }

  @Test
  void findsTheMasterAmongNodesItWasNotTold() throws Exception {
    first.knowing(second);
    second.master(2);

    try (LogClient client = new LogClient(List.of(first.address()), settings(1, LONG))) {
      assertThat(outcome(append(client))).isEqualTo(new Confirmed(2, 1, 0));
    }
  }

  @Test
  void leavesAMasterThatIsSilentForOneOfALaterEpoch() throws Exception {
    first.master(1).answering(Answer.SILENCE);

    try (LogClient client = client(1, LONG)) {
      CompletableFuture<AppendOutcome> lost = append(client);
      awaitReceived(first);
      second.master(2);

      assertThat(outcome(lost)).isInstanceOf(Unknown.class);
      assertThat(outcome(append(client))).isEqualTo(new Confirmed(2, 1, 0));
    }
  }

  @Test
  void ignoresAMasterOfAnOlderEpoch() throws Exception {
    second.master(2);

    try (LogClient client = client(1, LONG)) {
      outcome(append(client));
      first.master(1);
      second.answering(Answer.NOT_MASTER);
      CompletableFuture<AppendOutcome> waiting = append(client);
      Awaitility.await().until(() -> second.received() > 1);
      second.answering(Answer.COMMIT);

      assertThat(outcome(waiting)).isEqualTo(new Confirmed(2, 2, 0));
    }
  }

  /** The node changes its mind somewhere in the middle, wherever that is. */
  @Test
  void keepsTheOrderOfWhatWasRefusedForAMoment() throws Exception {
    first.master(1).answering(Answer.NOT_READY);

    try (LogClient client = client(10, LONG)) {
      List<CompletableFuture<AppendOutcome>> appends = new ArrayList<>();
      for (byte i = 0; i < 10; i++) {
        appends.add(append(client, i));
      }
      awaitReceived(first);
      first.answering(Answer.COMMIT);

      List<Byte> confirmed = new ArrayList<>();
      for (byte i = 0; i < 10; i++) {
        if (outcome(appends.get(i)) instanceof Confirmed) {
          confirmed.add(i);
        }
      }
      assertThat(confirmed).contains((byte) 9);
      assertThat(log.payloads()).extracting(payload -> payload.byteAt(0)).isEqualTo(confirmed);
    }
  }

  @Test
  void doesNotSendAgainWhatMayBeStored() throws Exception {
    first.master(1).answering(Answer.SILENCE);

    try (LogClient client = client(1, LONG)) {
      CompletableFuture<AppendOutcome> append = append(client);
      awaitReceived(first);
      first.kill();
      second.master(2);

      assertThat(outcome(append)).isInstanceOf(Unknown.class);
      assertThat(outcome(append(client))).isEqualTo(new Confirmed(2, 1, 0));
      assertThat(log.payloads()).hasSize(1);
    }
  }

  @Test
  void endsByTheDeadlineWithoutAMaster() throws Exception {
    try (LogClient client = client(1, Duration.ofMillis(300))) {
      AppendOutcome outcome = outcome(append(client));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.reason()).isEqualTo(Refusal.DEADLINE);
                assertThat(refused.detail()).contains("waits for \"a master\"");
              });
    }
  }

  @Test
  void endsByTheDeadlineWithASilentMaster() throws Exception {
    first.master(1).answering(Answer.SILENCE);

    try (LogClient client = client(1, Duration.ofMillis(500))) {
      assertThat(outcome(append(client))).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void doesNotRepeatWhatNoRepetitionMends() throws Exception {
    first.master(1).answering(Answer.TOO_LARGE);

    try (LogClient client = client(1, LONG)) {
      assertThat(outcome(append(client)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.TOO_LARGE));
    }
  }

  @Test
  void comesBackToANodeThatWasGone() throws Exception {
    NodeAddress address = first.address();
    first.master(1);
    try (LogClient client = new LogClient(List.of(address), settings(1, LONG))) {
      outcome(append(client));
      first.kill();
      CompletableFuture<AppendOutcome> waiting = append(client);
      // The port is free again once the system says so.
      Awaitility.await().ignoreExceptions().until(() -> reopen(address));

      assertThat(outcome(waiting)).isInstanceOfAny(Confirmed.class, Unknown.class);
      assertThat(outcome(append(client))).isInstanceOf(Confirmed.class);
    }
  }

  private boolean reopen(NodeAddress address) throws IOException {
    first = FakeNode.start(1, log, address.port()).master(1);
    return true;
  }

  @Test
  void closingEndsWhatIsUnfinished() throws Exception {
    first.master(1).answering(Answer.SILENCE);
    CompletableFuture<AppendOutcome> underWay;
    try (LogClient client = client(2, LONG)) {
      underWay = append(client);
      awaitReceived(first);
    }

    assertThat(outcome(underWay)).isInstanceOf(Unknown.class);
  }

  private static void awaitReceived(FakeNode node) {
    Awaitility.await().until(() -> node.received() > 0);
  }

  private LogClient client(int window, Duration deadline) {
    return new LogClient(List.of(first.address(), second.address()), settings(window, deadline));
  }

  private static LogClient.Settings settings(int window, Duration deadline) {
    return new LogClient.Settings("main", window, deadline);
  }

  private static CompletableFuture<AppendOutcome> append(LogClient client) throws Exception {
    return append(client, (byte) 0);
  }

  private static CompletableFuture<AppendOutcome> append(LogClient client, byte content)
      throws Exception {
    CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();
    client.append(new byte[] {content}, outcome::complete);
    return outcome;
  }

  private static AppendOutcome outcome(CompletableFuture<AppendOutcome> append) throws Exception {
    return append.get(30, TimeUnit.SECONDS);
  }
}
