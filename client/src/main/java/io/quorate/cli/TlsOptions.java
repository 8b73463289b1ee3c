package io.quorate.cli;

import io.quorate.client.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How the connections to the nodes are secured: not at all, unless one of these is given. */
final class TlsOptions {
  @Option(
      names = "--tls",
      scope = ScopeType.INHERIT,
      description = "Connect with TLS, and believe the authorities that Java believes.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:QUORATE_TLS_CA:-}",
      scope = ScopeType.INHERIT,
      description =
          "Connect with TLS, and believe the authorities whose certificates are in this PEM file"
              + " (default: $QUORATE_TLS_CA).")
  private String authorities = "";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:QUORATE_TLS_CERT:-}",
      scope = ScopeType.INHERIT,
      description = "Our own certificate, PEM, if the nodes want one (default: $QUORATE_TLS_CERT).")
  private String certificate = "";

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:QUORATE_TLS_KEY:-}",
      scope = ScopeType.INHERIT,
      description = "Its key, PEM, PKCS#8 without a password (default: $QUORATE_TLS_KEY).")
  private String key = "";

  /**
   * Null: plain connections.
   *
   * @throws IllegalArgumentException if one of certificate and key is missing
   */
  @Nullable Tls orNull() {
    boolean isWanted = tls || !authorities.isEmpty() || !certificate.isEmpty() || !key.isEmpty();
    return isWanted ? new Tls(file(authorities), file(certificate), file(key)) : null;
  }

  private static @Nullable Path file(String name) {
    return name.isEmpty() ? null : Path.of(name);
  }
}
