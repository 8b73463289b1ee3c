package io.quorate.replication.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.port.FaultHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
  private static final LoopSettings SMALL = new LoopSettings(1_000_000L, 2, 3, 100, 3, 100, 2);

  private final List<String> lastWords = new ArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final NodeLoop loop =
      new NodeLoop(GroupId.MAIN, new SystemClock(), new Faults(), SMALL, thread);

  @AfterEach
  void end() {
    thread.shutdownNow();
  }

  private final class Faults implements FaultHandler {
    @Override
    public void halt(String reason) {
      lastWords.add(reason);
    }

    @Override
    public void renounce(UUID storageUuid, String reason) {
      throw new AssertionError(reason);
    }
  }

  /** A core that misses one of these must not see the next. */
  @Test
  void lossOfWhatMustNotBeLostEndsTheLoop() {
    loop.onBootConfirmed();
    loop.onSynced(1);
    assertThat(lastWords).isEmpty();

    loop.onSynced(2);
    loop.onSynced(3);

    assertThat(lastWords).hasSize(1);
    assertThat(lastWords.get(0)).contains("group main", "more than 2 events");
    assertThat(loop.status()).isCompletedExceptionally();
  }
}
