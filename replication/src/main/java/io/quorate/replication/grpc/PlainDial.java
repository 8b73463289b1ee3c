package io.quorate.replication.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Asks a peer's machine whether anybody listens: only a refusal counts as an answer. */
final class PlainDial {
  private static final int TIMEOUT_MILLIS = 200;

  private final Bootstrap bootstrap;

  PlainDial(EventLoopGroup io, Class<? extends Channel> channelType) {
    this.bootstrap =
        new Bootstrap()
            .group(io)
            .channel(channelType)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TIMEOUT_MILLIS)
            .handler(new SaysNothing());
  }

  // Nobody waits for a dial or its end: what becomes of it is told to the listener.
  @SuppressWarnings("FutureReturnValueIgnored")
  void ifRefused(PeerAddress address, Runnable action) {
    ChannelFuture dialled = bootstrap.connect(address.host(), address.port());
    dialled.addListener(
        done -> {
          dialled.channel().close();
          if (isRefusal(done.cause())) {
            action.run();
          }
        });
  }

  /** By the type, since the text is translated; a time-out has a type below it. */
  private static boolean isRefusal(@Nullable Throwable cause) {
    return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
  }

  @ChannelHandler.Sharable
  private static final class SaysNothing extends ChannelInboundHandlerAdapter {}
}
