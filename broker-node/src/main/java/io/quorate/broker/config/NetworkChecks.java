package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks where a node listens and who is let in there. As in {@link RelationChecks}, values with a
 * problem are left out.
 */
final class NetworkChecks {

  private final Settings settings;
  private final ConfigProblems problems;

  NetworkChecks(Settings settings, ConfigProblems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  void run() {
    checkPorts();
    checkTlsFiles("tls.peers");
    checkTlsFiles("tls.clients");
    checkExposure();
  }

  private void checkPorts() {
    Map<Integer, String> owners = new LinkedHashMap<>();
    for (String path : new String[] {"ports.client", "ports.peers", "ports.admin"}) {
      Integer port = shiftedPort(path);
      if (port == null || port == 0) {
        continue;
      }
      Setting setting = settings.get(path);
      String other = owners.putIfAbsent(port, path);
      if (port > HostPort.PORT_MAX) {
        problems.add(
            path,
            setting.origin(),
            "with portOffset it is " + port + ", expected at most " + HostPort.PORT_MAX);
      } else if (other != null) {
        problems.addFound(setting, "a port of its own: " + other + " has it already");
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
          settings.get(path).origin(),
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
      problems.addFound(
          certificate, "also " + section + ".key: a certificate is of no use without it");
    }
    if (key != null && certificate == null) {
      problems.addFound(key, "also " + section + ".certificate: a key is of no use without it");
    }
    if (trust != null && certificate == null) {
      problems.addFound(trust, "also " + section + ".certificate and " + section + ".key");
    }
    if (section.equals("tls.peers") && certificate != null && trust == null) {
      problems.addFound(certificate, "also tls.peers.trust: nodes check one another");
    }
    checkReadable(certificate);
    checkReadable(key);
    checkReadable(trust);
  }

  private void checkReadable(@Nullable Setting file) {
    if (file != null
        && !(Files.isRegularFile((Path) file.value()) && Files.isReadable((Path) file.value()))) {
      problems.addFound(file, "a file that can be read");
    }
  }

  private void checkExposure() {
    if (Boolean.TRUE.equals(settings.value("insecure", Boolean.class))) {
      problems.warn(
          "insecure",
          settings.get("insecure").origin(),
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
      problems.addFound(
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
}
