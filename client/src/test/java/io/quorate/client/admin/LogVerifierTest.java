package io.quorate.client.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.admin.AppendOutcome.Confirmed;
import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.AppendOutcome.Refused;
import io.quorate.client.admin.AppendOutcome.Unknown;
import io.quorate.client.admin.LogVerifier.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Producer 9 was told: entry 1 is at index 11, 2 is refused, 3 is unknown, 4 is at index 13. */
class LogVerifierTest {
  private static final AppendOutcome REFUSED = new Refused(Refusal.DEADLINE, "late");

  private final List<String> lines = new ArrayList<>();
  private final LogHistory history = new LogHistory();

  LogVerifierTest() {
    told(1, new Confirmed(1, 11, 2));
    told(2, REFUSED);
    told(3, new Unknown("broken"));
    told(4, new Confirmed(1, 13, 2));
  }

  @Test
  void findsNothingWrongWithAFaithfulLog() {
    Report report = verify(entry(10, 0), entry(11, 1), entry(12, 3), entry(13, 4));

    assertThat(report.differences()).isEmpty();
    assertThat(report)
        .isEqualTo(new Report(10, 13, 4, 2, 0, 1, 0, List.of()))
        .satisfies(r -> assertThat(r.isClean()).isTrue());
  }

  @Test
  void findsNothingWrongWithoutTheUnknownOne() {
    assertThat(verify(entry(11, 1), entry(12, 0), entry(13, 4)).isClean()).isTrue();
  }

  @Test
  void findsALostEntry() {
    assertThat(verify(entry(11, 1), entry(12, 3)).differences())
        .containsExactly("entry 4 of producer 9 was confirmed at index 13, but is lost");
  }

  @Test
  void doesNotAskForWhatTheNodeTrimmed() {
    Report report = verify(entry(12, 3), entry(13, 4));

    assertThat(report.isClean()).isTrue();
    assertThat(report.confirmedTrimmed()).isEqualTo(1);
  }

  @Test
  void findsARepeatedEntry() {
    assertThat(
            verify(entry(11, 1), entry(12, 3), entry(13, 4), entry(14, 3), entry(15, 1))
                .differences())
        .containsExactly(
            "entry 3 of producer 9 is there twice, again at index 14",
            "entry 1 of producer 9 is there twice, again at index 15");
  }

  @Test
  void findsARefusedEntry() {
    assertThat(verify(entry(11, 1), entry(12, 2), entry(13, 4)).differences())
        .containsExactly("entry 2 of producer 9 was refused, but is at index 12");
  }

  @Test
  void findsAnEntryElsewhere() {
    assertThat(verify(entry(11, 0), entry(12, 1), entry(13, 4)).differences())
        .containsExactly("entry 1 of producer 9 was confirmed at index 11, but is at 12");
  }

  @Test
  void findsOtherBytes() {
    LogEntry damaged =
        new LogEntry(1, 11, 128, 1, 0, 0, 0, new LedgerPayload(9, 1, new byte[5]).encode());

    assertThat(verify(damaged, entry(12, 3), entry(13, 4)).differences())
        .containsExactly("entry 1 of producer 9 at index 11 has other bytes");
  }

  @Test
  void findsConfirmationsOutOfOrder() {
    told(5, new Confirmed(1, 12, 2));

    assertThat(verify(entry(11, 1), entry(12, 5), entry(13, 4)).differences())
        .containsExactly("entry 5 of producer 9 is at index 12, an earlier one at 13");
  }

  @Test
  void findsAGap() {
    assertThat(verify(entry(11, 1), entry(13, 4)).differences())
        .containsExactly("entry 13 follows entry 11");
  }

  @Test
  void readsWhatWasRecorded(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("recorded"), lines);

    LogVerifier verifier = new LogVerifier(LogHistory.read(file));
    List.of(entry(11, 1), entry(12, 3), entry(13, 4)).forEach(verifier::take);

    assertThat(verifier.report().isClean()).isTrue();
    assertThat(verifier.report().confirmedFound()).isEqualTo(2);
  }

  @Test
  void saysWhichLineIsWrong(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("recorded"), List.of("unknown 1 1", "confirmed 1 2"));

    assertThatThrownBy(() -> LogHistory.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("found 'confirmed 1 2'");
  }

  private void told(int sequence, AppendOutcome outcome) {
    int crc = LogVerifier.crcOf(payload(sequence));
    history.ended(9, sequence, crc, outcome);
    lines.add(LogHistory.line(9, sequence, crc, outcome));
  }

  private Report verify(LogEntry... entries) {
    LogVerifier verifier = new LogVerifier(history);
    List.of(entries).forEach(verifier::take);
    return verifier.report();
  }

  /** Sequence 0 stands for an entry that is not of our producer. */
  private static LogEntry entry(long index, int sequence) {
    byte[] payload = sequence == 0 ? new byte[3] : payload(sequence);
    return new LogEntry(1, index, 128, 1, 0, 0, 0, payload);
  }

  private static byte[] payload(int sequence) {
    return new LedgerPayload(9, sequence, new byte[] {1, 2, 3}).encode();
  }
}
