package io.quorate.client.internal;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quorate.client.admin.NodeAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One channel to each node that was ever asked, kept: a node that is back is reached at once. */
final class NodeChannels {
  /** A delivery of 16 MiB and what is around it. */
  private static final int FRAME_BYTES_MAX = 20 << 20;

  private static final int CONNECT_MILLIS = 2_000;

  private final ClientLoop loop;
  private final Executor nameLookups;
  private final ChannelSecurity security;
  private final Map<NodeAddress, ManagedChannel> channels = new ConcurrentHashMap<>();

  NodeChannels(ClientLoop loop, Executor nameLookups, ChannelSecurity security) {
    this.loop = loop;
    this.nameLookups = nameLookups;
    this.security = security;
  }

  /** Connects at the first call, and dials again at once if the last attempt failed. */
  ManagedChannel to(NodeAddress node) {
    ManagedChannel channel = channels.computeIfAbsent(node, this::open);
    // By itself gRPC waits longer after every failure, and so for seconds after the node is back.
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    return channel;
  }

  private ManagedChannel open(NodeAddress node) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(node.host(), node.port())
            .eventLoopGroup(loop.io())
            .channelType(NioSocketChannel.class, InetSocketAddress.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .executor(loop)
            .offloadExecutor(nameLookups)
            .proxyDetector(address -> null)
            .disableRetry()
            .maxInboundMessageSize(FRAME_BYTES_MAX)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS);
    return security.applyTo(builder).build();
  }

  void close(Duration timeout) {
    channels.values().forEach(ManagedChannel::shutdownNow);
    long endNanos = System.nanoTime() + timeout.toNanos();
    try {
      for (ManagedChannel channel : channels.values()) {
        channel.awaitTermination(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
