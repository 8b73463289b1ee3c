package io.quorate.replication.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.replication.port.FaultHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {
  private static final LoopSettings SMALL = new LoopSettings(1_000_000L, 2, 3, 100, 3, 100, 4);

  private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> faults = new LinkedBlockingQueue<>();
  private final Inbox inbox = new Inbox(SMALL);
  private final Recorder target = new Recorder();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final EventLoop loop =
      new EventLoop("loop", target, inbox, new SystemClock(), new Faults(), SMALL, thread);

  @AfterEach
  void close() {
    loop.close();
    thread.shutdownNow();
  }

  @Test
  void whatMustNotBeLostComesFirst() throws Exception {
    inbox.offerProposal(says("proposal"));
    inbox.offerMessage(says("message"));
    inbox.offerReserved(says("synced"));

    loop.start();

    assertEquals("synced", seen.take());
    assertEquals("message", seen.take());
    assertEquals("proposal", seen.take());
  }

  @Test
  void turnTakesNoMoreThanItsShare() throws Exception {
    for (int i = 0; i < 4; i++) {
      inbox.offerReserved(says("synced " + i));
    }

    List<Event> turn = new ArrayList<>();
    inbox.drainTo(turn, 2);

    assertEquals(2, turn.size());
  }

  @Test
  void fullLaneRefusesAndLeavesTheOthersAlone() {
    for (int i = 0; i < 3; i++) {
      assertTrue(inbox.offerProposal(says("proposal")));
    }

    assertFalse(inbox.offerProposal(says("one too many")));
    assertTrue(inbox.offerMessage(says("message")));
    assertTrue(inbox.offerReserved(says("synced")));
  }

  @Test
  void laneIsBoundedInBytesToo() {
    assertTrue(inbox.offerMessage(new Event(() -> {}, () -> {}, 1_000)), "one always fits");
    assertFalse(inbox.offerMessage(new Event(() -> {}, () -> {}, 1)));
  }

  @Test
  void ticksWhileNothingHappens() throws Exception {
    loop.start();

    assertTrue(target.ticks.await(5, TimeUnit.SECONDS));
  }

  @Test
  void goesOnAtOnceWhileThereIsMoreToDo() throws Exception {
    target.moreToDo = true;

    loop.start();

    assertTrue(target.turns.await(5, TimeUnit.SECONDS));
  }

  @Test
  void letsTheThreadDoItsOtherWorkBetweenTwoTurns() throws Exception {
    target.moreToDo = true;
    loop.start();
    assertTrue(target.turns.await(5, TimeUnit.SECONDS));

    thread.execute(() -> seen.add("other work"));

    assertEquals("other work", seen.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void wakesForWhatArrivesWhileItRests() throws Exception {
    loop.start();
    assertTrue(target.ticks.await(5, TimeUnit.SECONDS));

    for (int i = 0; i < 1_000; i++) {
      assertTrue(inbox.offerReserved(says("synced")));
      assertEquals("synced", seen.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void stopsItsTargetOnce() throws Exception {
    loop.start();
    assertTrue(target.ticks.await(5, TimeUnit.SECONDS));

    loop.close();
    loop.close();

    assertEquals(1, target.stops.get());
  }

  @Test
  void throwableHaltsTheNodeAndAbandonsWhatWaits() throws Exception {
    inbox.offerReserved(
        Event.of(
            () -> {
              throw new AssertionError("a bug");
            }));
    inbox.offerReserved(new Event(() -> {}, () -> seen.add("abandoned in its turn"), 0));
    inbox.offerReserved(new Event(() -> {}, () -> seen.add("abandoned in the inbox"), 0));

    loop.start();

    assertTrue(faults.take().contains("a bug"));
    assertEquals("abandoned in its turn", seen.take());
    assertEquals("abandoned in the inbox", seen.take());
    assertTrue(inbox.isClosed());
    assertFalse(inbox.offerProposal(says("too late")));
  }

  @Test
  void closingAbandonsWhatWaits() throws Exception {
    inbox.offerProposal(new Event(() -> {}, () -> seen.add("abandoned"), 0));

    loop.close();

    assertEquals("abandoned", seen.take());
    assertFalse(inbox.offerReserved(says("too late")));
  }

  private Event says(String what) {
    return Event.of(() -> seen.add(what));
  }

  private final class Faults implements FaultHandler {
    @Override
    public void halt(String reason) {
      faults.add(reason);
    }

    @Override
    public void renounce(UUID storageUuid, String reason) {
      throw new AssertionError(reason);
    }
  }

  private static final class Recorder implements LoopTarget {
    private final CountDownLatch ticks = new CountDownLatch(3);
    private final CountDownLatch turns = new CountDownLatch(1_000);
    private final AtomicInteger stops = new AtomicInteger();
    private volatile boolean moreToDo;

    @Override
    public void start(long nanos, long wallMillis) {}

    @Override
    public void at(long nanos, long wallMillis) {}

    @Override
    public void onTick() {
      ticks.countDown();
    }

    @Override
    public boolean endTurn() {
      turns.countDown();
      return moreToDo;
    }

    @Override
    public void stop() {
      stops.incrementAndGet();
    }
  }
}
