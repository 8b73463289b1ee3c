package io.quorate.election.zookeeper;

import io.quorate.election.CoordinationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where things are. The chroot is a prefix of our paths and not a chroot of the session, so that
 * the one session can create it. Nothing that a client of the broker supplies becomes part of a
 * path.
 */
final class ZnodePaths {
  private final String servers;
  private final String root;

  ZnodePaths(CoordinationConfig config) {
    int chroot = config.connectString().indexOf('/');
    servers = chroot < 0 ? config.connectString() : config.connectString().substring(0, chroot);
    root =
        (chroot < 0 ? "" : config.connectString().substring(chroot))
            + config.rootPath()
            + "/"
            + config.clusterName();
  }

  /** The connect string without its chroot. */
  String servers() {
    return servers;
  }

  String storages() {
    return root + "/storages";
  }

  String storage(UUID storageUuid) {
    return storages() + "/" + storageUuid;
  }

  String boots(int nodeId) {
    return root + "/nodes/" + nodeId + "/boots";
  }

  String boot(int nodeId, UUID storageUuid) {
    return boots(nodeId) + "/" + storageUuid;
  }

  Group group(String name) {
    return new Group(root, name);
  }

  /** The path and all its ancestors, outermost first. */
  static List<String> withAncestors(String path) {
    List<String> paths = new ArrayList<>();
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      paths.add(path.substring(0, slash));
    }
    paths.add(path);
    return paths;
  }

  /** The paths of one group. */
  static final class Group {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private final String group;

    private Group(String root, String name) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "group name: expected 1 to 32 of a-z, 0-9 and '-', found '%s'".formatted(name));
      }
      group = root + "/groups/" + name;
    }

    String all() {
      return group;
    }

    String line() {
      return group + "/latch";
    }

    String epoch() {
      return group + "/epoch";
    }

    String genesis() {
      return group + "/genesis";
    }

    String registrations() {
      return group + "/registrations";
    }

    String registration(int nodeId) {
      return registrations() + "/" + nodeId;
    }

    String master() {
      return group + "/master";
    }
  }
}
