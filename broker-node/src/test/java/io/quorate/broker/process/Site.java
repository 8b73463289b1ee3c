package io.quorate.broker.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where a process runs.
 *
 * @param name short
 * @param host its address
 * @param data its data folder
 * @param prefix what its command line begins with
 * @param environment beside what it inherits
 */
record Site(
    String name, String host, Path data, List<String> prefix, Map<String, String> environment) {
  private static final String LOOPBACK = "127.0.0.1";

  /** On this machine as it is. */
  static Site onLoopback(String name, Path folder) {
    return new Site(name, LOOPBACK, folder.resolve(name), List.of(), Map.of());
  }

  boolean isOnLoopback() {
    return host.equals(LOOPBACK);
  }
}
