package io.quorate.client.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void runsWhatWasHandedOverBeforeItClosedAndNothingAfter() {
    ClientLoop loop = new ClientLoop();
    List<String> ran = new ArrayList<>();
    loop.execute(() -> ran.add("before"));
    loop.close(PATIENCE);
    loop.execute(() -> ran.add("after"));
    assertEquals(List.of("before"), ran);
  }

  @Test
  void aLoopThatClosesLeavesItsNeighbourAtWork() throws InterruptedException {
    ClientLoop closing = new ClientLoop();
    ClientLoop staying = new ClientLoop();
    AtomicInteger ofClosing = new AtomicInteger();
    CountDownLatch ofStaying = new CountDownLatch(5);
    closing.every(Duration.ofMillis(1), ofClosing::incrementAndGet);
    closing.close(PATIENCE);
    int closedAt = ofClosing.get();
    staying.every(Duration.ofMillis(1), ofStaying::countDown);
    assertTrue(ofStaying.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(closedAt, ofClosing.get());
    staying.close(PATIENCE);
  }

  @Test
  void theThreadsEndWithTheLastClientAndBeginAnewWithTheNext() throws InterruptedException {
    ClientLoop first = new ClientLoop();
    ClientLoop second = new ClientLoop();
    Thread thread = threadOf(second);
    first.close(PATIENCE);
    assertTrue(thread.isAlive());
    second.close(PATIENCE);
    thread.join(PATIENCE.toMillis());
    assertFalse(thread.isAlive());
    ClientLoop next = new ClientLoop();
    assertTrue(threadOf(next).isAlive());
    next.close(PATIENCE);
  }

  private static Thread threadOf(ClientLoop loop) throws InterruptedException {
    CountDownLatch known = new CountDownLatch(1);
    List<Thread> found = new ArrayList<>();
    loop.execute(
        () -> {
          found.add(Thread.currentThread());
          known.countDown();
        });
    assertTrue(known.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    return found.get(0);
  }
}
