package io.quorate.client.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that move the bytes of all clients in a JVM, one for two processors: confirmations
 * that arrive together for many clients then wake one thread instead of many. They begin with the
 * first client and end with the last.
 */
final class ClientThreads {
  private static final int COUNT = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static @Nullable EventLoopGroup group;
  private static int users;

  private ClientThreads() {}

  /** One of them; each call is to be followed by one of {@link #release}. */
  static synchronized EventLoop acquire() {
    if (group == null) {
      group =
          new MultiThreadIoEventLoopGroup(
              COUNT, new DefaultThreadFactory("quorate-client", true), NioIoHandler.newFactory());
    }
    users++;
    return group.next();
  }

  /** Ends them if nobody else uses them, without waiting. */
  static synchronized void release(Duration timeout) {
    users--;
    if (users == 0 && group != null) {
      Future<?> unused = group.shutdownGracefully(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
      group = null;
    }
  }
}
