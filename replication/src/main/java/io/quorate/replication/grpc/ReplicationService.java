package io.quorate.replication.grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.quorate.proto.replication.v1.ReplicationGrpc;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the streams that peers open: one per peer, the newest counts. */
final class ReplicationService implements ServerCallHandler<Wire.Frame, Wire.Frame> {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicationService.class);

  /** Streams that stand or want to; far more than peers, far less than an attacker would like. */
  private static final int STREAMS_MAX = 64;

  private final String cluster;
  private final Supplier<Handshake> handshake;
  private final Predicate<NodeId> isPeer;
  private final Presence presence;
  private final Consumer<NodeId> broken;
  private final LinkSettings settings;
  private final SaidOnce trouble = new SaidOnce(LOG, STREAMS_MAX);
  private final Set<IncomingStream> streams = new HashSet<>();

  ReplicationService(
      String cluster,
      Supplier<Handshake> handshake,
      Predicate<NodeId> isPeer,
      Presence presence,
      Consumer<NodeId> broken,
      LinkSettings settings) {
    this.cluster = cluster;
    this.handshake = handshake;
    this.isPeer = isPeer;
    this.presence = presence;
    this.broken = broken;
    this.settings = settings;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(ReplicationGrpc.getServiceDescriptor())
        .addMethod(ReplicationGrpc.getConverseMethod(), this)
        .build();
  }

  @Override
  public ServerCall.Listener<Wire.Frame> startCall(
      ServerCall<Wire.Frame, Wire.Frame> call, Metadata headers) {
    IncomingStream stream = new IncomingStream(call, this, presence, settings);
    synchronized (this) {
      if (streams.size() >= STREAMS_MAX) {
        call.close(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "at most " + STREAMS_MAX + " streams expected"),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      streams.add(stream);
    }
    call.request(1);
    return stream;
  }

  /** The answer to a Hello, or why there is none. */
  Status judge(ServerCall<Wire.Frame, Wire.Frame> call, Wire.Hello hello) {
    Status verdict = handshake.get().judgeCaller(hello, isPeer);
    if (verdict.isOk() && !certificateFits(call, NodeId.of(hello.getNode()))) {
      verdict =
          Status.PERMISSION_DENIED.withDescription(
              "node %d's certificate does not carry the name %s"
                  .formatted(hello.getNode(), PeerTls.nameOf(cluster, NodeId.of(hello.getNode()))));
    }
    if (!verdict.isOk()) {
      trouble.warn(
          "refused a caller from %s: %s".formatted(hostOf(call), verdict.getDescription()));
    }
    return verdict;
  }

  /** Without the port, which is another one at each attempt. */
  private static String hostOf(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress socket
        ? socket.getHostString()
        : String.valueOf(address);
  }

  private boolean certificateFits(ServerCall<Wire.Frame, Wire.Frame> call, NodeId node) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return true;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0
          && chain[0] instanceof X509Certificate own
          && PeerTls.fits(own, cluster, node);
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  Wire.Frame helloTo(NodeId node) {
    return handshake.get().helloTo(node);
  }

  /**
   * The peer has come over a new connection: what is left of its old one must not speak any more.
   */
  void admitted(IncomingStream stream, Member peer) {
    for (IncomingStream other : copy()) {
      Member before = other.peer();
      if (other != stream && before != null && before.node().equals(peer.node())) {
        other.refuse(Status.ABORTED.withDescription("replaced by a newer connection"));
      }
    }
    presence.met(peer);
  }

  void ended(IncomingStream stream, @Nullable Member peer) {
    boolean first;
    synchronized (this) {
      first = streams.remove(stream);
    }
    if (first && peer != null) {
      broken.accept(peer.node());
    }
  }

  void tick(long now, boolean late) {
    copy().forEach(stream -> stream.tick(now, late));
  }

  private synchronized List<IncomingStream> copy() {
    return List.copyOf(streams);
  }
}
