package io.quorate.replication.loop;

import io.quorate.replication.port.Clock;
import io.quorate.replication.port.FaultHandler;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turn after turn on one thread: the time, the events, a tick when it is due, the end of the turn.
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
  private final Thread thread;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long tickAtNanos;

  EventLoop(
      String name,
      LoopTarget target,
      Inbox inbox,
      Clock clock,
      FaultHandler faultHandler,
      LoopSettings settings) {
    this.name = name;
    this.target = target;
    this.inbox = inbox;
    this.clock = clock;
    this.faultHandler = faultHandler;
    this.settings = settings;
    this.thread = new Thread(this::run, name);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      begin();
      boolean more = true;
      while (!inbox.isClosed()) {
        if (!more) {
          inbox.await(tickAtNanos - clock.nanos());
        }
        more = turn();
      }
      target.stop();
    } catch (Throwable e) {
      // Whatever it was: a core that stopped half-way through a turn must not go on.
      LOG.error("{} stumbled", name, e);
      faultHandler.halt(name + " stumbled: " + e);
    } finally {
      events.forEach(event -> event.abandoned().run());
      inbox.close().forEach(event -> event.abandoned().run());
    }
  }

  private void begin() {
    tickAtNanos = clock.nanos();
    target.start(tickAtNanos, clock.wallMillis());
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

  /** Lets the running turn end and no other begin; returns within seconds. */
  void close() {
    inbox.close().forEach(event -> event.abandoned().run());
    if (Thread.currentThread() != thread) {
      joinThread();
    }
  }

  private void joinThread() {
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("{} has not ended within {} s", name, TimeUnit.MILLISECONDS.toSeconds(CLOSE_MILLIS));
    }
  }
}
