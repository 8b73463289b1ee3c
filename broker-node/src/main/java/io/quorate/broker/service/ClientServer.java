package io.quorate.broker.service;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.quorate.broker.config.HostPort;
import io.quorate.broker.config.TlsFiles;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The port for clients. Every number that a caller could drive up has a bound here. */
public final class ClientServer implements AutoCloseable {
  private static final int METADATA_BYTES_MAX = 8 << 10;
  private static final int FRAME_OVERHEAD_BYTES = 64 << 10;
  private static final int CALLS_PER_CONNECTION_MAX = 256;
  private static final int RESETS_MAX = 200;
  private static final int RESETS_SECONDS = 10;
  private static final long CLOSE_MILLIS = 500;

  private final HostPort listen;
  private final Server server;

  /**
   * A server that does not listen yet.
   *
   * @param servers begins one on the threads that it is to use
   * @param messageBytesMax of one request's payload
   * @param services whose code never blocks: it runs on the transport's threads
   */
  public ClientServer(
      Function<InetSocketAddress, NettyServerBuilder> servers,
      HostPort listen,
      TlsFiles tls,
      int messageBytesMax,
      List<? extends BindableService> services) {
    this.listen = listen;
    NettyServerBuilder builder =
        servers
            .apply(new InetSocketAddress(listen.host(), listen.port()))
            .directExecutor()
            .intercept(BrokerService.remoteAddress())
            .maxInboundMessageSize(messageBytesMax + FRAME_OVERHEAD_BYTES)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .maxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
            .handshakeTimeout(10, TimeUnit.SECONDS)
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    services.forEach(builder::addService);
    if (tls.isEnabled()) {
      secure(builder, tls);
    }
    server = builder.build();
  }

  private static void secure(NettyServerBuilder builder, TlsFiles tls) {
    try {
      SslContextBuilder context =
          GrpcSslContexts.forServer(file(tls.certificate()), file(tls.key()), tls.keyPassword());
      if (tls.isMutual()) {
        context.trustManager(file(tls.trust())).clientAuth(ClientAuth.REQUIRE);
      }
      builder.sslContext(context.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TLS for clients: PEM files expected in " + tls + ": " + e.getMessage(), e);
    }
  }

  private static File file(@Nullable Path path) {
    return Objects.requireNonNull(path).toFile();
  }

  /**
   * Listens.
   *
   * @throws BindException with a text that says which key to change
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      BindException failure =
          new BindException(
              "cannot listen on "
                  + listen
                  + " for clients: "
                  + rootOf(e).getMessage()
                  + "; change ports.client, portOffset or bind.client");
      failure.initCause(e);
      throw failure;
    }
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
