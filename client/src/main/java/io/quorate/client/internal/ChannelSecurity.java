package io.quorate.client.internal;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quorate.client.Tls;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How channels to nodes are secured: read once, for all channels of a client. */
public final class ChannelSecurity {
  private final @Nullable SslContext context;

  private ChannelSecurity(@Nullable SslContext context) {
    this.context = context;
  }

  /**
   * As the files say.
   *
   * @param tls null: connections are plain
   * @throws IllegalArgumentException if a file cannot be read
   */
  public static ChannelSecurity of(@Nullable Tls tls) {
    if (tls == null) {
      return new ChannelSecurity(null);
    }
    try {
      return new ChannelSecurity(context(tls));
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected PEM files that can be read in %s: %s".formatted(tls, e.getMessage()), e);
    }
  }

  private static SslContext context(Tls tls) throws SSLException {
    SslContextBuilder context = GrpcSslContexts.forClient();
    Path trust = tls.trust();
    Path certificate = tls.certificate();
    Path key = tls.key();
    if (trust != null) {
      context.trustManager(file(trust));
    }
    if (certificate != null && key != null) {
      context.keyManager(file(certificate), file(key));
    }
    return context.build();
  }

  private static File file(Path path) {
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("%s is not there or not readable".formatted(path));
    }
    return path.toFile();
  }

  public NettyChannelBuilder applyTo(NettyChannelBuilder builder) {
    return context == null ? builder.usePlaintext() : builder.sslContext(context);
  }
}
