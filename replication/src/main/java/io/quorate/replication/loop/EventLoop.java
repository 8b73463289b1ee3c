package io.quorate.replication.loop;

import io.quorate.replication.port.Clock;
import io.quorate.replication.port.FaultHandler;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turn after turn: the time, the events, a tick when it is due, the end of the turn. On a thread
 * that is not its own, so that what arrives there over the wire need not wake another one; after
 * each turn that thread may look after its other work.
 */
final class EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final long CLOSE_MILLIS = 5_000;

  private final String name;
  private final LoopTarget target;
  private final Inbox inbox;
  private final Clock clock;
  private final FaultHandler faultHandler;
  private final LoopSettings settings;
  private final ScheduledExecutorService thread;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** A turn is on its way, or none may be yet. */
  private final AtomicBoolean due = new AtomicBoolean(true);

  private volatile @Nullable Thread turning;
  private volatile boolean started;

  // Of the thread alone.
  private @Nullable Future<?> ticks;
  private long tickAtNanos;

  /**
   * A loop that stands still.
   *
   * @param thread runs one task at a time, and is nobody's to block
   */
  EventLoop(
      String name,
      LoopTarget target,
      Inbox inbox,
      Clock clock,
      FaultHandler faultHandler,
      LoopSettings settings,
      ScheduledExecutorService thread) {
    this.name = name;
    this.target = target;
    this.inbox = inbox;
    this.clock = clock;
    this.faultHandler = faultHandler;
    this.settings = settings;
    this.thread = thread;
  }

  /** The target reads its disk as it starts, which is no work for a thread that others need. */
  void start() {
    started = true;
    new Thread(this::prepare, name + "-start").start();
  }

  private void prepare() {
    try {
      tickAtNanos = clock.nanos();
      target.start(tickAtNanos, clock.wallMillis());
      thread.execute(this::begin);
    } catch (Throwable e) {
      stumbled(e);
    }
  }

  private void begin() {
    if (inbox.isClosed()) {
      end();
      return;
    }
    inbox.onArrival(this::wake);
    ticks =
        thread.scheduleWithFixedDelay(
            this::turnOnTime, 0, settings.tickNanos(), TimeUnit.NANOSECONDS);
    due.set(false);
    wake();
  }

  private void wake() {
    if (due.compareAndSet(false, true)) {
      execute(this::turnAsAsked);
    }
  }

  private void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      abandonAll();
    }
  }

  private void turnOnTime() {
    if (tickAtNanos - clock.nanos() <= 0) {
      wake();
    }
  }

  private void turnAsAsked() {
    if (ended.getCount() == 0 || inbox.isClosed()) {
      return;
    }
    turning = Thread.currentThread();
    try {
      boolean more = turn();
      if (more || !inbox.isEmpty()) {
        // By way of the timer: tasks that follow one another would keep the thread from its wires.
        var unused = thread.schedule(this::turnAsAsked, 0, TimeUnit.NANOSECONDS);
      } else {
        rest();
      }
    } catch (Throwable e) {
      stumbled(e);
    } finally {
      turning = null;
    }
  }

  /** What arrives after the look into the inbox has found a turn on its way, and woke nobody. */
  private void rest() {
    due.set(false);
    if (!inbox.isEmpty()) {
      wake();
    }
  }

  private boolean turn() {
    long now = clock.nanos();
    target.at(now, clock.wallMillis());
    inbox.drainTo(events, settings.turnEventsMax());
    while (!events.isEmpty()) {
      events.remove().action().run();
    }
    // After the events: what was heard counts before anybody is judged to be silent.
    if (now - tickAtNanos >= 0) {
      tickAtNanos = now + settings.tickNanos();
      target.onTick();
    }
    return target.endTurn();
  }

  /** Whatever it was: a core that stopped half-way through a turn must not go on. */
  private void stumbled(Throwable e) {
    LOG.error("{} stumbled", name, e);
    faultHandler.halt(name + " stumbled: " + e);
    abandonAll();
    stopTicks();
    ended.countDown();
  }

  private void end() {
    if (ended.getCount() > 0) {
      stopTicks();
      target.stop();
      ended.countDown();
    }
  }

  private void stopTicks() {
    Future<?> running = ticks;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void abandonAll() {
    events.forEach(event -> event.abandoned().run());
    events.clear();
    inbox.close().forEach(event -> event.abandoned().run());
  }

  /** Lets the running turn end and no other begin; returns within seconds. */
  void close() {
    inbox.close().forEach(event -> event.abandoned().run());
    if (started) {
      execute(this::endIfBegun);
      if (Thread.currentThread() != turning) {
        awaitEnd();
      }
    }
  }

  /** One that is still being prepared finds the inbox closed. */
  private void endIfBegun() {
    if (ticks != null) {
      end();
    }
  }

  private void awaitEnd() {
    try {
      if (!ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "{} has not ended within {} s", name, TimeUnit.MILLISECONDS.toSeconds(CLOSE_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
