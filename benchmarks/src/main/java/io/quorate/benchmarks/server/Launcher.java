package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prepares the processes of one system in a folder of its own, each with a counter around it. All
 * of them end when it is closed, and with this JVM.
 */
public final class Launcher implements AutoCloseable {
  private final Path folder;
  private final SyncCounter counter;
  private final List<ServerProcess> processes = new ArrayList<>();
  private final Thread hook = new Thread(this::killAll, "kill-servers");

  public Launcher(Path folder, SyncCounter counter) throws IOException {
    this.folder = folder.toAbsolutePath();
    this.counter = counter;
    deleteFolder();
    Files.createDirectories(this.folder);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path folder() {
    return folder;
  }

  /** Where a Java server notes its collections. */
  public Path gcLog(String name) {
    return folder.resolve(name + ".gc");
  }

  ServerProcess process(String name, Map<String, String> environment, List<String> command) {
    return process(name, environment, command, true);
  }

  ServerProcess process(
      String name, Map<String, String> environment, List<String> command, boolean usesLibc) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    List<String> counted = new ArrayList<>(command);
    all.put("JDK_JAVA_OPTIONS", "-Xlog:gc:file=%s::filecount=0".formatted(gcLog(name)));
    SyncCounts syncs = counter.around(folder.resolve(name + ".syncs"), usesLibc, all, counted);
    ServerProcess process =
        new ServerProcess(name, folder.resolve(name + ".log"), counted, all, syncs);
    processes.add(process);
    return process;
  }

  /** A JVM of our own class path. */
  ServerProcess ownJava(String name, List<String> options, List<String> mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.addAll(mainAndArguments);
    return process(name, Map.of("CLASSPATH", System.getProperty("java.class.path")), command);
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** ZooKeeper of one server, for those that need one. */
  ServerProcess zooKeeper() {
    return ownJava(
        "zookeeper",
        List.of("-Xmx256m", "-XX:+UseSerialGC"),
        List.of(
            "io.quorate.broker.Main",
            "demo",
            "zookeeper",
            "--data=" + folder.resolve("zookeeper"),
            "--port=" + Ports.ZOOKEEPER));
  }

  private void killAll() {
    processes.forEach(ServerProcess::kill);
  }

  private void deleteFolder() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Deletes what the processes have left behind, once they have done what they were for. */
  public void deleteFiles() throws IOException {
    killAll();
    deleteFolder();
  }

  /** Files stay until the next start, for whoever wants to know what went wrong. */
  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
