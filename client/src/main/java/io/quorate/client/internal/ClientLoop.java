package io.quorate.client.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a client: it reads and writes the sockets and owns all state of the connection,
 * so nothing of that needs a lock, and a frame costs no hop between threads. Other clients may
 * share it, so nothing may block it.
 */
final class ClientLoop implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);

  private final EventLoop thread = ClientThreads.acquire();

  /** On the thread alone, as is what follows. */
  private final List<Future<?>> repeated = new ArrayList<>();

  private boolean closed;

  /** Whose connections are all dealt with by the one thread. */
  EventLoopGroup io() {
    return thread;
  }

  boolean isCurrent() {
    return thread.inEventLoop();
  }

  /** Runs it on the loop, after what was handed over before; dropped once the loop is closed. */
  @Override
  public void execute(Runnable work) {
    try {
      thread.execute(() -> run(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("the client is closed; not run: {}", work);
    }
  }

  void every(Duration pause, Runnable work) {
    long nanos = pause.toNanos();
    execute(
        () ->
            repeated.add(
                thread.scheduleWithFixedDelay(
                    () -> run(work), nanos, nanos, TimeUnit.NANOSECONDS)));
  }

  private void run(Runnable work) {
    if (closed) {
      LOG.debug("the client is closed; not run: {}", work);
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the client met an error of its own; it goes on", e);
    }
  }

  /** Runs what was handed over before, and nothing after that. For once. */
  void close(Duration timeout) {
    Future<?> end = thread.submit(this::end);
    if (!isCurrent()) {
      end.awaitUninterruptibly(timeout.toMillis());
    }
    ClientThreads.release(timeout);
  }

  private void end() {
    repeated.forEach(each -> each.cancel(false));
    closed = true;
  }
}
