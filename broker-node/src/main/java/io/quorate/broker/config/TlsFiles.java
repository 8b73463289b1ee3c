package io.quorate.broker.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One side's certificate, key and trust, all PEM. */
public record TlsFiles(
    @Key(meaning = "PEM file with this node's certificate chain. Set, it turns TLS on.")
        @Nullable Path certificate,
    @Key(meaning = "PEM file with the key of the certificate (PKCS#8).") @Nullable Path key,
    @Key(secret = true, meaning = "Password of the key file, if it has one.")
        @Nullable String keyPassword,
    @Key(
            meaning =
                "PEM file with the authorities whose certificates are accepted from the other side. Set, TLS is mutual.")
        @Nullable Path trust) {

  public boolean isEnabled() {
    return certificate != null && key != null;
  }

  /** Whether the other side has to show a certificate, too. */
  public boolean isMutual() {
    return isEnabled() && trust != null;
  }

  /** Without what must not reach a log. */
  @Override
  public String toString() {
    return "TlsFiles[certificate=" + certificate + ", key=" + key + ", trust=" + trust + "]";
  }
}
