package io.quorate.client.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's one thread: it reads and writes the sockets and owns all state of the connection, so
 * nothing of that needs a lock, and a frame costs no hop between threads. Nothing may block it.
 */
final class ClientLoop implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);

  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("quorate-client", true), NioIoHandler.newFactory());
  private final EventLoop thread = io.next();

  EventLoopGroup io() {
    return io;
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
    Future<?> unused =
        thread.scheduleWithFixedDelay(() -> run(work), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the client met an error of its own; it goes on", e);
    }
  }

  void close(Duration timeout) {
    io.shutdownGracefully(0, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(timeout.toMillis());
  }
}
