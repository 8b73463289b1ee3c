package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one value says about another. A check is left out when one of its values has a
 * problem of its own.
 */
final class RelationChecks {

  private static final Pattern ZK_ADDRESS =
      Pattern.compile("[^,/\\s]+:\\d{1,5}(,[^,/\\s]+:\\d{1,5}){0,15}(/[^,\\s]*)?");
  private static final Pattern ZK_PATH = Pattern.compile("(/[A-Za-z0-9._-]{1,63}){1,8}");
  private static final Pattern ZK_AUTH = Pattern.compile("digest:[^:\\s]+:\\S+|sasl");

  private final Settings settings;
  private final ConfigProblems problems;

  RelationChecks(Settings settings, ConfigProblems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  void run() {
    checkPattern("clusterName", Names.CLUSTER, Names.CLUSTER_EXPECTED);
    checkNodes();
    checkZooKeeper();
    checkTimes();
    checkDisk();
    checkMemory();
    checkPorts();
    checkTlsFiles("tls.peers");
    checkTlsFiles("tls.clients");
    checkExposure();
  }

  private void checkNodes() {
    NodeList nodes = settings.value("nodes", NodeList.class);
    if (nodes == null) {
      return;
    }
    Setting nodeId = settings.find("nodeId");
    if (nodeId != null && !nodes.contains((NodeId) nodeId.value())) {
      problem(nodeId, "one of `nodes`: " + ValueType.format(nodes.ids()));
    }
    Setting replicas = settings.find("replicas");
    if (replicas != null && !replicas.value().equals(0) && !replicas.value().equals(nodes.size())) {
      problem(replicas, "the count of `nodes`, which is " + nodes.size());
    }
    Setting list = setting("nodes");
    if (nodes.size() % 2 == 0) {
      String sentence =
          nodes.size()
              + " nodes survive no more losses than "
              + (nodes.size() - 1)
              + "; take an odd number";
      problems.warn("nodes", list.origin(), sentence);
    }
    checkSharedAddresses(nodes, list);
  }

  private void checkSharedAddresses(NodeList nodes, Setting list) {
    Map<HostPort, String> owners = new LinkedHashMap<>();
    nodes
        .byId()
        .forEach(
            (id, address) -> {
              claim(owners, address.peer(), id + ".peer", list);
              claim(owners, address.client(), id + ".client", list);
            });
  }

  private void claim(Map<HostPort, String> owners, HostPort address, String owner, Setting list) {
    String other = owners.putIfAbsent(address, owner);
    if (other != null) {
      String sentence =
          "found " + address + ", expected an address of its own: " + other + " has it already";
      problems.add("nodes." + owner, list.origin(), sentence);
    }
  }

  private void checkZooKeeper() {
    checkPattern(
        "zkAddress",
        ZK_ADDRESS,
        "host:port,host:port, perhaps with a chroot: zk1:2181,zk2:2181/brokers");
    checkPattern("zkPath", ZK_PATH, "a path such as /quorate, without a slash at its end");
    Setting auth = settings.find("zkAuth");
    if (auth != null && !ZK_AUTH.matcher(auth.value().toString()).matches()) {
      problems.add(
          "zkAuth",
          auth.origin(),
          "found something else (not shown), expected digest:USER:PASSWORD or sasl");
    }
  }

  private void checkTimes() {
    String lateHeartbeat = "so that one late heartbeat is no silence";
    atMost("replication.heartbeat", 3, "replication.silence", lateHeartbeat);
    atMost("replication.heartbeat", 3, "replication.sticky", lateHeartbeat);
    atMost(
        "replication.silence",
        1,
        "replication.quorumTimeout",
        "a quorum cannot be lost before one node is");
    below(
        "replication.quorumTimeout",
        "zkSessionTimeout",
        "a master steps down before its session ends");
    below(
        "replication.promiseTimeout",
        "zkSessionTimeout",
        "a candidate makes room before its session ends");
    below(
        "replication.diskTimeout",
        "zkSessionTimeout",
        "a hanging disk is noticed before the session ends");
    warnOfConnectionTimeout();
  }

  private void warnOfConnectionTimeout() {
    Duration connection = settings.value("zkConnectionTimeout", Duration.class);
    Duration session = settings.value("zkSessionTimeout", Duration.class);
    if (connection != null && session != null && connection.compareTo(session) > 0) {
      Setting setting = setting("zkConnectionTimeout");
      problems.warn(
          "zkConnectionTimeout",
          setting.origin(),
          "is longer than zkSessionTimeout ("
              + DurationText.format(session)
              + "): one slow attempt to connect costs the session");
    }
  }

  private void checkDisk() {
    below("storage.hardDiskMark", "storage.softDiskMark", "consumers can drain between the two");
    atMost(
        "storage.ballastBytes",
        1,
        "storage.hardDiskMark",
        "the reserve is part of what the hard mark keeps free");
  }

  private void checkMemory() {
    atMost(
        "limits.entryBytesMax",
        1,
        "memory.proposeWindow",
        "the largest entry has to fit the window");
  }

  private void checkPorts() {
    Map<Integer, String> owners = new LinkedHashMap<>();
    for (String path : new String[] {"ports.client", "ports.peers", "ports.admin"}) {
      Integer port = shiftedPort(path);
      if (port == null || port == 0) {
        continue;
      }
      Setting setting = setting(path);
      String other = owners.putIfAbsent(port, path);
      if (port > HostPort.PORT_MAX) {
        problems.add(
            path,
            setting.origin(),
            "with portOffset it is " + port + ", expected at most " + HostPort.PORT_MAX);
      } else if (other != null) {
        problem(setting, "a port of its own: " + other + " has it already");
      }
    }
    warnOfPortOthersDial("ports.peers", true);
    warnOfPortOthersDial("ports.client", false);
  }

  private @Nullable Integer shiftedPort(String path) {
    Integer port = settings.value(path, Integer.class);
    Integer offset = settings.value("portOffset", Integer.class);
    if (port == null || offset == null) {
      return null;
    }
    return port == 0 ? 0 : port + offset;
  }

  private void warnOfPortOthersDial(String path, boolean isPeer) {
    Integer port = shiftedPort(path);
    NodeList nodes = settings.value("nodes", NodeList.class);
    NodeId nodeId = settings.value("nodeId", NodeId.class);
    if (port == null || port == 0 || nodes == null || nodeId == null || !nodes.contains(nodeId)) {
      return;
    }
    NodeAddress address = nodes.addressOf(nodeId);
    HostPort dialled = isPeer ? address.peer() : address.client();
    if (dialled.port() != port) {
      problems.warn(
          path,
          setting(path).origin(),
          "this node listens on "
              + port
              + " but others dial "
              + dialled
              + " (nodes."
              + nodeId
              + "); right only behind a port mapping");
    }
  }

  private void checkTlsFiles(String section) {
    Setting certificate = settings.find(section + ".certificate");
    Setting key = settings.find(section + ".key");
    Setting trust = settings.find(section + ".trust");
    if (certificate != null && key == null) {
      problem(certificate, "also " + section + ".key: a certificate is of no use without it");
    }
    if (key != null && certificate == null) {
      problem(key, "also " + section + ".certificate: a key is of no use without it");
    }
    if (trust != null && certificate == null) {
      problem(trust, "also " + section + ".certificate and " + section + ".key");
    }
    if (section.equals("tls.peers") && certificate != null && trust == null) {
      problem(certificate, "also tls.peers.trust: nodes check one another");
    }
    checkReadable(certificate);
    checkReadable(key);
    checkReadable(trust);
  }

  private void checkReadable(@Nullable Setting file) {
    if (file != null
        && !(Files.isRegularFile((Path) file.value()) && Files.isReadable((Path) file.value()))) {
      problem(file, "a file that can be read");
    }
  }

  private void checkExposure() {
    if (Boolean.TRUE.equals(settings.value("insecure", Boolean.class))) {
      problems.warn(
          "insecure",
          setting("insecure").origin(),
          "whoever reaches this node's ports may do everything");
      return;
    }
    checkBind(
        "bind.client",
        "mutual TLS (tls.clients with certificate, key and trust)",
        isMutual("tls.clients"));
    checkBind(
        "bind.peers",
        "mutual TLS (tls.peers with certificate, key and trust)",
        isMutual("tls.peers"));
    checkBind("bind.admin", "a guarded network", false);
  }

  private void checkBind(String path, String guard, boolean isGuarded) {
    Setting bind = settings.find(path);
    if (bind != null && !isGuarded && !new HostPort(bind.value().toString(), 0).isLoopback()) {
      problem(
          bind,
          "a loopback address such as 127.0.0.1; any other needs "
              + guard
              + (guard.startsWith("mutual") ? " or insecure: true" : " and insecure: true"));
    }
  }

  private boolean isMutual(String section) {
    return settings.find(section + ".certificate") != null
        && settings.find(section + ".key") != null
        && settings.find(section + ".trust") != null;
  }

  /** Reports unless lower · factor ≤ upper. */
  private void atMost(String lower, int factor, String upper, String reason) {
    compare(lower, factor, upper, factor == 1 ? "at most" : "at most a third of", 1, reason);
  }

  /** Reports unless lower &lt; upper. */
  private void below(String lower, String upper, String reason) {
    compare(lower, 1, upper, "less than", 0, reason);
  }

  private void compare(
      String lower, int factor, String upper, String words, int limit, String reason) {
    Setting low = settings.find(lower);
    Setting high = settings.find(upper);
    if (low != null && high != null && Long.compare(amount(low) * factor, amount(high)) >= limit) {
      problem(low, words + " " + upper + " (" + ValueType.format(high.value()) + "), " + reason);
    }
  }

  /** Milliseconds or bytes. */
  private static long amount(Setting setting) {
    return setting.value() instanceof Duration duration
        ? duration.toMillis()
        : ((DataSize) setting.value()).bytes();
  }

  private void checkPattern(String path, Pattern pattern, String expected) {
    Setting setting = settings.find(path);
    if (setting != null && !pattern.matcher(setting.value().toString()).matches()) {
      problem(setting, expected);
    }
  }

  private void problem(Setting setting, String expected) {
    String found = Excerpt.of(ValueType.format(setting.value()));
    problems.addFound(setting.key().path(), setting.origin(), found, expected);
  }

  private Setting setting(String path) {
    Setting setting = settings.find(path);
    if (setting == null) {
      throw new IllegalStateException(path + " has no value");
    }
    return setting;
  }
}
