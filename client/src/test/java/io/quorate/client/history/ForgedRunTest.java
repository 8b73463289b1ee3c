package io.quorate.client.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.history.Anomaly.Kind;
import io.quorate.client.history.ForgedRun.Sabotage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Whole runs with failovers, lost consumers and unknown outcomes, sound ones and sabotaged ones.
 */
class ForgedRunTest {
  private static final int SEEDS = 100;

  @Test
  void findsNothingInSoundRuns() {
    long recovered = 0;
    long late = 0;
    long redelivered = 0;
    long flaggedFirst = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      HistoryReport report = judge(seed, Sabotage.NONE);
      assertThat(report.isClean()).as("seed %d: %s", seed, report.describe()).isTrue();
      recovered += report.recovered();
      late += report.late();
      redelivered += report.redelivered();
      flaggedFirst += report.flaggedFirst();
    }

    assertThat(recovered).isGreaterThan(SEEDS);
    assertThat(late).isGreaterThan(SEEDS);
    assertThat(redelivered).isGreaterThan(SEEDS);
    assertThat(flaggedFirst).isGreaterThan(SEEDS);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void findsEverySabotageAndNothingElse(Sabotage sabotage) {
    for (int seed = 0; seed < SEEDS / 4; seed++) {
      HistoryReport report = judge(seed, sabotage);
      assertThat(report.anomalies())
          .as("seed %d: %s", seed, report.describe())
          .containsOnlyKeys(kindOf(sabotage));
    }
  }

  @Test
  void judgesARecordedRunAsTheRunItself(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history");
    try (HistoryFile recorded = HistoryFile.create(file)) {
      new ForgedRun(1, Sabotage.DELIVER_TWICE, recorded).run();
    }
    HistoryChecker checker = new HistoryChecker();
    HistoryFile.replay(file, checker);

    assertThat(checker.report()).isEqualTo(judge(1, Sabotage.DELIVER_TWICE));
  }

  private static HistoryReport judge(long seed, Sabotage sabotage) {
    HistoryChecker checker = new HistoryChecker();
    boolean hasHappened = new ForgedRun(seed, sabotage, checker).run();
    assertThat(hasHappened).as("seed %d: an occasion for %s", seed, sabotage).isTrue();
    return checker.report();
  }

  private static Kind kindOf(Sabotage sabotage) {
    return switch (sabotage) {
      case NONE -> throw new IllegalArgumentException("nothing to find");
      case LOSE_A_MESSAGE -> Kind.LOST;
      case STORE_A_REFUSED_MESSAGE, MAKE_A_MESSAGE_UP -> Kind.UNEXPECTED;
      case DELIVER_TWICE, FORGET_THE_FLAG -> Kind.DUPLICATED;
      case SWAP_TWO_MESSAGES -> Kind.ORDER_BROKEN;
      case KEEP_AN_ACKNOWLEDGED_MESSAGE, BURY_AN_ACKNOWLEDGED_MESSAGE -> Kind.CAME_BACK;
      case COMMIT_HALF_A_TRANSACTION -> Kind.TRANSACTION_PARTLY_THERE;
      case SKIP_A_SUBSCRIPTION -> Kind.SUBSCRIPTION_INCOMPLETE;
      case FLAG_EVERYTHING -> Kind.FLAGGED_TOO_OFTEN;
    };
  }
}
