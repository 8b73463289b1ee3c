package io.quorate.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How connections are secured. All files are PEM.
 *
 * @param trust certificates of the authorities that are believed; null: those of the Java runtime
 * @param certificate this client's own chain, if the broker wants one
 * @param key of the certificate, PKCS#8, without a password
 */
public record Tls(@Nullable Path trust, @Nullable Path certificate, @Nullable Path key) {
  public Tls {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "expected certificate and key together, found one of them");
    }
  }

  /** Believes what the Java runtime believes. */
  public static Tls systemTrust() {
    return new Tls(null, null, null);
  }

  public static Tls trusting(Path authorities) {
    return new Tls(authorities, null, null);
  }

  public Tls withCertificate(Path chain, Path privateKey) {
    return new Tls(trust, chain, privateKey);
  }
}
