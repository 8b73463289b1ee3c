package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.benchmarks.SyncCheck.Confirm;
import io.quorate.benchmarks.server.SyncCounts.Sync;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SyncCheckTest {
  private static final List<Confirm> ONE = List.of(new Confirm(100, 200));

  private static boolean isSound(List<Sync> first, List<Sync> second) {
    return SyncCheck.judge(ONE, List.of(first, second, List.of()), 2).isSound();
  }

  @Test
  void isContentWithASyncOnTwoNodes() {
    assertThat(isSound(List.of(new Sync(110, 190)), List.of(new Sync(100, 200)))).isTrue();
  }

  @Test
  void doesNotCountOneNodeTwice() {
    assertThat(isSound(List.of(new Sync(110, 150), new Sync(160, 190)), List.of())).isFalse();
  }

  /** It may have synced what was there before, and not the message. */
  @Test
  void doesNotCountASyncThatBeganBeforeTheMessage() {
    assertThat(isSound(List.of(new Sync(110, 190)), List.of(new Sync(99, 150)))).isFalse();
  }

  @Test
  void doesNotCountASyncThatReturnedAfterTheConfirmation() {
    assertThat(isSound(List.of(new Sync(110, 190)), List.of(new Sync(110, 201)))).isFalse();
  }

  @Test
  void saysOnHowManyNodesMessagesWere() {
    SyncCheck.Result result =
        SyncCheck.judge(
            List.of(new Confirm(100, 200), new Confirm(300, 400)),
            List.of(List.of(new Sync(110, 120), new Sync(310, 320)), List.of(new Sync(330, 340))),
            2);

    assertThat(result.line()).isEqualTo("SYNCS messages=2 on_nodes=[0, 1, 1] needed=2 VIOLATED");
  }
}
