package io.quorate.replication.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerListener;
import io.quorate.replication.port.PeerSender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that connects this node with its peers, for all groups: a server, and a warm link to every
 * other node from the start. Everything runs on a few I/O threads; nothing here waits, and nobody
 * is interrupted.
 */
public final class PeerLinks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int CONNECT_MILLIS = 1_000;
  private static final int METADATA_BYTES_MAX = 8 << 10;
  private static final int STREAMS_PER_CONNECTION_MAX = 4;
  private static final int RESETS_MAX = 100;
  private static final int RESETS_SECONDS = 10;
  private static final long CLOSE_MILLIS = 1_000;

  private final @Nullable PeerTls tls;
  private final Sockets sockets = Sockets.best();
  private final EventLoopGroup io;
  private final Presence presence = new Presence();
  private final Map<NodeId, OutgoingLink> links = new TreeMap<>();
  private final LongAdder strayMessages = new LongAdder();
  private final ReplicationService service;
  private final Server server;

  private volatile NodeIdentity identity;
  private volatile boolean closed;
  private long tickedAtNanos;

  /**
   * @param listen where peers reach this node
   * @param peers the other nodes; this node itself is passed over if it is in the list
   * @param tls null for plain text; whether that is allowed is decided elsewhere
   */
  public PeerLinks(
      NodeIdentity identity,
      InetSocketAddress listen,
      List<PeerAddress> peers,
      @Nullable PeerTls tls,
      LinkSettings settings) {
    this.identity = identity;
    this.tls = tls;
    this.io =
        new MultiThreadIoEventLoopGroup(
            settings.ioThreads(),
            new DefaultThreadFactory("quorate-peers", true),
            sockets.handlers());
    PlainDial plainDial = new PlainDial(io, sockets.channel());
    for (PeerAddress peer : peers) {
      if (!peer.node().equals(identity.self().node())) {
        links.put(
            peer.node(),
            new OutgoingLink(
                peer, channelTo(peer), this::handshake, presence, plainDial, settings));
      }
    }
    this.service =
        new ReplicationService(
            identity.cluster(),
            this::handshake,
            links::containsKey,
            presence,
            this::seekRefusal,
            settings);
    this.server = serverAt(listen);
  }

  /**
   * One of the I/O threads, for what is to live beside the wires; it must not be blocked. Ends with
   * the links.
   */
  public ScheduledExecutorService thread() {
    return io.next();
  }

  /**
   * Begins a server for others whose bytes move on the same threads, so that what a call hands to
   * {@link #thread()} need not wake another one. It has to end before the links.
   */
  public NettyServerBuilder serverBeside(InetSocketAddress listen) {
    return NettyServerBuilder.forAddress(listen)
        .bossEventLoopGroup(io)
        .workerEventLoopGroup(io)
        .channelType(sockets.serverChannel());
  }

  private Handshake handshake() {
    return new Handshake(identity);
  }

  private void seekRefusal(NodeId node) {
    OutgoingLink link = links.get(node);
    if (link != null) {
      link.seekRefusalNow();
    }
  }

  private ManagedChannel channelTo(PeerAddress peer) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(peer.host(), peer.port())
            .eventLoopGroup(io)
            .channelType(sockets.channel(), InetSocketAddress.class)
            .directExecutor()
            .proxyDetector(address -> null)
            .disableRetry()
            .maxInboundMessageSize(Frames.FRAME_BYTES_MAX)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    if (tls == null) {
      return builder.usePlaintext().build();
    }
    return builder
        .sslContext(tls.forCalling())
        .overrideAuthority(PeerTls.nameOf(identity.cluster(), peer.node()))
        .build();
  }

  private Server serverAt(InetSocketAddress listen) {
    NettyServerBuilder builder =
        serverBeside(listen)
            .directExecutor()
            .addService(service.definition())
            .maxInboundMessageSize(Frames.FRAME_BYTES_MAX)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION_MAX)
            .maxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
            .handshakeTimeout(10, TimeUnit.SECONDS)
            .maxConnectionIdle(30, TimeUnit.SECONDS)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (tls != null) {
      builder.sslContext(tls.forAnswering());
    }
    return builder.build();
  }

  /**
   * Begins to listen and to dial. Once, after the groups that are there from the start have joined.
   */
  public void start() throws IOException {
    server.start();
    tickedAtNanos = System.nanoTime();
    var unused = io.next().scheduleAtFixedRate(this::tick, 0, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    boolean late = now - tickedAtNanos > LATE_NANOS;
    tickedAtNanos = now;
    try {
      links.values().forEach(link -> link.tick(now, late));
      service.tick(now, late);
    } catch (RuntimeException e) {
      // Thrown further, it would end the ticks for good.
      LOG.error("the links' timer stumbled", e);
    }
  }

  /** Lets a group hear its messages and the peers' comings and goings; answers with its voice. */
  public PeerSender join(GroupId group, PeerListener listener) {
    presence.join(group, listener);
    return (to, message) -> send(group, to, message);
  }

  private void send(GroupId group, NodeId to, Message message) {
    OutgoingLink link = links.get(to);
    if (link == null) {
      strayMessages.increment();
      return;
    }
    Wire.Envelope envelope = WireMessages.envelope(group, identity.storageUuid(), message);
    link.send(envelope);
  }

  /** This node's disk has taken a new identity; all that is sent from now on carries it. */
  public void renewStorage(UUID storageUuid) {
    identity = identity.withStorage(storageUuid);
  }

  public boolean isConnected(NodeId peer) {
    OutgoingLink link = links.get(peer);
    return link != null && link.isConnected();
  }

  /** Where clients reach this peer, as it said when it was met; empty if that is not known. */
  public String clientAddress(NodeId peer) {
    OutgoingLink link = links.get(peer);
    return link == null ? "" : link.clientAddress();
  }

  /** Messages to this peer that found no connection or no room. */
  public long droppedMessages(NodeId peer) {
    OutgoingLink link = links.get(peer);
    return link == null ? strayMessages.sum() : link.droppedMessages();
  }

  public long queuedBytes(NodeId peer) {
    OutgoingLink link = links.get(peer);
    return link == null ? 0 : link.queuedBytes();
  }

  /** The port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Returns within about a second. The listening socket goes first: peers that see their streams
   * break and dial again are refused at once.
   */
  @Override
  public void close() {
    closed = true;
    server.shutdown();
    links.values().forEach(OutgoingLink::close);
    server.shutdownNow();
    awaitEnd();
    io.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The I/O threads have to outlive what runs on them. */
  private void awaitEnd() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      server.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      for (OutgoingLink link : links.values()) {
        link.awaitEnd(until - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
