package io.quorate.replication.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.quorate.replication.model.NodeId;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS between nodes: PEM files. A node's certificate carries the DNS name {@code
 * node-ID.CLUSTER} as a subject alternative name; by it both ends know which node they speak with,
 * wherever it runs.
 *
 * @param keyPassword of the key file, if it has one
 * @param trust the authority, or authorities, that sign the nodes' certificates
 */
public record PeerTls(
    Path certificateChain, Path privateKey, @Nullable String keyPassword, Path trust) {

  private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9-]+");
  private static final int DNS_NAME = 2;

  static String nameOf(String cluster, NodeId node) {
    if (!CLUSTER.matcher(cluster).matches()) {
      throw new IllegalArgumentException(
          "with TLS between nodes the cluster's name becomes part of a DNS name: letters, digits"
              + " and '-' expected, found '"
              + cluster
              + "'");
    }
    return "node-" + node + "." + cluster;
  }

  /** Whether the certificate was made out to this node. */
  static boolean fits(X509Certificate certificate, String cluster, NodeId node) {
    String expected = nameOf(cluster, node);
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(name -> isDnsName(name) && expected.equalsIgnoreCase((String) name.get(1)));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean isDnsName(List<?> name) {
    return name.get(0).equals(DNS_NAME);
  }

  SslContext forCalling() {
    try {
      return GrpcSslContexts.forClient()
          .keyManager(certificateChain.toFile(), privateKey.toFile(), keyPassword)
          .trustManager(trust.toFile())
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  SslContext forAnswering() {
    try {
      return GrpcSslContexts.forServer(certificateChain.toFile(), privateKey.toFile(), keyPassword)
          .trustManager(trust.toFile())
          .clientAuth(ClientAuth.REQUIRE)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private IllegalArgumentException unusable(Exception cause) {
    return new IllegalArgumentException(
        "TLS between nodes: PEM files of a certificate chain, its key and an authority expected in "
            + List.of(certificateChain, privateKey, trust)
            + ": "
            + cause.getMessage(),
        cause);
  }
}
