package io.quorate.election;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How to reach the coordinator.
 *
 * @param connectString {@code host:port,host:port/chroot}; the chroot is created if it does not
 *     exist
 * @param rootPath below the chroot; empty or {@code /a/b}
 * @param sessionTimeout asked for; the coordinator may grant another one
 * @param clientProperties passed to the ZooKeeper client as they are, for TLS above all
 * @param clusterName keeps clusters that share a coordinator apart
 */
public record CoordinationConfig(
    String connectString,
    String rootPath,
    Duration sessionTimeout,
    Duration connectionTimeout,
    CoordinationAuth auth,
    Map<String, String> clientProperties,
    String clusterName) {

  public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(15);
  public static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern PATH =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]{1,64}){0,8}");
  private static final Pattern CLUSTER_NAME = Pattern.compile("[a-z0-9-]{1,32}");

  public CoordinationConfig {
    int chroot = connectString.indexOf('/');
    if (connectString.isBlank() || chroot == 0) {
      throw new IllegalArgumentException(
          "connect string: expected host:port[,host:port][/chroot], found '%s'"
              .formatted(connectString));
    }
    checkPath("chroot", chroot < 0 ? "" : connectString.substring(chroot));
    checkPath("root path", rootPath);
    checkMillis("session timeout", sessionTimeout);
    checkMillis("connection timeout", connectionTimeout);
    if (!CLUSTER_NAME.matcher(clusterName).matches()) {
      throw new IllegalArgumentException(
          "cluster name: expected 1 to 32 of a-z, 0-9 and '-', found '%s'".formatted(clusterName));
    }
    clientProperties = Map.copyOf(clientProperties);
  }

  public static CoordinationConfig of(String connectString, String clusterName) {
    return new CoordinationConfig(
        connectString,
        "",
        DEFAULT_SESSION_TIMEOUT,
        DEFAULT_CONNECTION_TIMEOUT,
        new CoordinationAuth.None(),
        Map.of(),
        clusterName);
  }

  public CoordinationConfig withSessionTimeout(Duration timeout) {
    return new CoordinationConfig(
        connectString, rootPath, timeout, connectionTimeout, auth, clientProperties, clusterName);
  }

  public CoordinationConfig withAuth(CoordinationAuth identity) {
    return new CoordinationConfig(
        connectString,
        rootPath,
        sessionTimeout,
        connectionTimeout,
        identity,
        clientProperties,
        clusterName);
  }

  /** Properties of the client may carry passwords of key stores, so only their names show. */
  @Override
  public String toString() {
    return "CoordinationConfig[connectString=%s, rootPath=%s, sessionTimeout=%s, connectionTimeout=%s, auth=%s, clientProperties=%s, clusterName=%s]"
        .formatted(
            connectString,
            rootPath,
            sessionTimeout,
            connectionTimeout,
            auth,
            clientProperties.keySet(),
            clusterName);
  }

  private static void checkPath(String kind, String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "%s: expected at most 8 parts like /a/b of letters, digits, '.', '_' and '-', found '%s'"
              .formatted(kind, path));
    }
  }

  private static void checkMillis(String kind, Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: expected 1 ms to 24 days, found %s".formatted(kind, timeout));
    }
  }
}
