package io.quorate.broker.demo;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which demo a command is about. */
final class DemoOptions {
  static final int NODE_COUNT = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The demo's folder, for data, configurations and logs (default: quorate-demo-USER below"
              + " the folder for temporary files).")
  private @Nullable Path data;

  DemoFolder folder() {
    return data == null ? DemoFolder.usual(System.getenv()) : new DemoFolder(data);
  }

  /** The demo that is there, running or not, to look at. */
  DemoCluster show(DemoFolder folder) throws DemoException, IOException {
    refuseNone(folder);
    return DemoCluster.detached(folder, ports(folder), null);
  }

  /** The demo that is there, running or not, and nobody else works on it meanwhile. */
  DemoCluster take(DemoFolder folder) throws DemoException, IOException {
    refuseNone(folder);
    return DemoCluster.detached(folder, ports(folder), folder.lock());
  }

  private void refuseNone(DemoFolder folder) throws DemoException {
    if (!folder.isDemo()) {
      throw new DemoException(
          "there is no demo in %s; start one: quorate demo up%s".formatted(folder, again()));
    }
  }

  private static DemoPorts ports(DemoFolder folder) throws DemoException, IOException {
    return DemoPorts.usual(NODE_COUNT, folder.portOffset());
  }

  /** What the next command has to be told, too, to be about the same demo. */
  String again() {
    return data == null ? "" : " --data " + data;
  }
}
