package io.quorate.replication.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.ledger.LedgerStateMachine.Applied;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.port.StateMachineContract;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LedgerStateMachineTest extends StateMachineContract {
  @Override
  protected StateMachine create() {
    return new LedgerStateMachine(4_000);
  }

  @Test
  void countsEachProducersEntries() {
    LedgerStateMachine ledger = new LedgerStateMachine(1_000);
    Entry first = proposed(LogEnd.START, 7, 100);
    Entry second = proposed(first.end(), 8, 100);
    Entry third = proposed(second.end(), 7, 101);

    assertThat(ledger.apply(first)).isEqualTo(new Applied(7, 100, 1));
    assertThat(ledger.apply(second)).isEqualTo(new Applied(8, 100, 1));
    assertThat(ledger.apply(third)).isEqualTo(new Applied(7, 101, 2));

    assertThat(ledger.producers().get(7L))
        .extracting("count", "lastSequence")
        .containsExactly(2L, 101L);
  }

  @Test
  void digestCanBeComputedAgainFromTheRows() {
    LedgerStateMachine ledger = new LedgerStateMachine(700);

    for (Entry entry : LogFixture.anyEntries(new SplittableRandom(3), 200)) {
      ledger.apply(entry);

      assertThat(LedgerStateMachine.digestOf(snapshotOf(ledger))).isEqualTo(ledger.digest());
    }
  }

  @Test
  void everyEntryChangesTheDigest() {
    LedgerStateMachine ledger = new LedgerStateMachine(700);
    long before = ledger.digest();

    for (Entry entry : LogFixture.anyEntries(new SplittableRandom(4), 200)) {
      ledger.apply(entry);

      assertThat(ledger.digest()).isNotEqualTo(before);
      before = ledger.digest();
    }
  }

  @Test
  void keepsMessagesForTheLengthOfTheWindow() {
    List<Entry> log = LogFixture.messages(LogEnd.START, 1, 100);
    int entryBytes = log.get(0).size();
    LedgerStateMachine ledger = new LedgerStateMachine(10L * entryBytes);

    log.forEach(ledger::apply);

    assertThat(ledger.liveBefore(101)).isEqualTo(IndexRanges.of(91, 100));
    assertThat(ledger.liveBefore(95)).isEqualTo(IndexRanges.of(91, 94));
  }

  @Test
  void takesAnyPayloadWithoutThrowing() {
    LedgerStateMachine ledger = new LedgerStateMachine(1_000);
    Entry empty = LogFixture.entry(LogEnd.START, 1, EntryType.MESSAGE, ByteBuffer.allocate(0));

    assertThat(ledger.apply(empty)).isEqualTo(Applied.NOTHING);
  }

  private static Entry proposed(LogEnd before, long producer, long sequence) {
    ByteBuffer payload = LedgerStateMachine.payload(producer, sequence, new byte[] {1, 2, 3});
    return LogFixture.entry(before, 1, EntryType.MESSAGE, payload);
  }
}
