package io.quorate.broker.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that have another name now, and keys that users of the replicated LevelDB store bring and
 * that we do not have.
 */
final class FormerKeys {

  private static final String FROM_NODE_LIST =
      "the address others use is this node's entry in `nodes`";
  private static final String ALWAYS_ON = "checksums are always verified; remove the line";

  private static final Map<String, String> NEW_NAMES =
      Map.of("brokerName", "clusterName", "zkSessionTmeout", "zkSessionTimeout");

  private static final Map<String, String> REASONS =
      Map.of(
          "zkPassword", "ZooKeeper's identity is now zkAuth: digest:USER:PASSWORD",
          "weight", "the node with the most complete log is preferred; remove the line",
          "securityToken", "nodes know one another by certificate: set tls.peers",
          "hostname", FROM_NODE_LIST,
          "advertised", FROM_NODE_LIST,
          "connectUrl", FROM_NODE_LIST,
          "verifyChecksums", ALWAYS_ON,
          "paranoidChecks", ALWAYS_ON,
          "logSize", "the log is one store now: see storage.retainBytes");

  private FormerKeys() {}

  static @Nullable String newNameOf(String path) {
    return NEW_NAMES.get(path);
  }

  static @Nullable String reasonAgainst(String path) {
    return REASONS.get(path);
  }

  static Map<String, String> newNames() {
    return NEW_NAMES;
  }
}
