package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks what one value says about another. A check is left out when one of its values has a
 * problem of its own.
 */
final class RelationChecks {

  private static final Pattern ZK_ADDRESS =
      Pattern.compile("[^,/\\s]+:\\d{1,5}(,[^,/\\s]+:\\d{1,5}){0,15}(/[^,\\s]*)?");
  private static final Pattern ZK_PATH = Pattern.compile("(/[A-Za-z0-9._-]{1,63}){1,8}");
  private static final Pattern ZK_AUTH = Pattern.compile("digest:[^:\\s]+:\\S+|sasl|certificate");

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
  }

  private void checkNodes() {
    NodeList nodes = settings.value("nodes", NodeList.class);
    if (nodes == null) {
      return;
    }
    Setting nodeId = settings.find("nodeId");
    if (nodeId != null && !nodes.contains((NodeId) nodeId.value())) {
      problems.addFound(nodeId, "one of `nodes`: " + ValueType.format(nodes.ids()));
    }
    Setting replicas = settings.find("replicas");
    if (replicas != null && !replicas.value().equals(0) && !replicas.value().equals(nodes.size())) {
      problems.addFound(replicas, "the count of `nodes`, which is " + nodes.size());
    }
    Setting list = settings.get("nodes");
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
          "found something else (not shown), expected digest:USER:PASSWORD, sasl or certificate");
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
      Setting setting = settings.get("zkConnectionTimeout");
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
      problems.addFound(
          low, words + " " + upper + " (" + ValueType.format(high.value()) + "), " + reason);
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
      problems.addFound(setting, expected);
    }
  }
}
