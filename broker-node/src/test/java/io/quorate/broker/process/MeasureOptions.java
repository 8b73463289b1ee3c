package io.quorate.broker.process;

import io.quorate.broker.config.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What all measurements have in common. */
final class MeasureOptions {
  /** As {@code scripts/quorate} gives them to a node. */
  private static final List<String> NODE_OPTIONS =
      List.of("-XX:+ExitOnOutOfMemoryError", "-XX:G1PeriodicGCInterval=60000", "-Xms64m");

  /** {@code 512MiB}, {@code 20g}. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return DataSize.parse(text).bytes();
    }
  }

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "-Xmx of each node (default: ${DEFAULT-VALUE}).")
  private String heap = "";

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "One more for each node's JVM; may be repeated.")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(
      names = "--setting",
      paramLabel = "LINE",
      description = "One more line for each node's configuration; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "For data and logs; new, and deleted at the end (default: below target).")
  private Path folder =
      Path.of("broker-node", "target", "measure-" + ProcessHandle.current().pid());

  @Option(names = "--keep", description = "Leave the folder there.")
  private boolean keep;

  /** Started and whole. */
  MeasuredCluster start(String... moreSettings) throws IOException {
    return start(List.of(), moreSettings);
  }

  /** All of the heap is taken at once and kept: what grows beside it shows. */
  MeasuredCluster startWithWholeHeap(String... moreSettings) throws IOException {
    return start(List.of("-Xms" + heap, "-XX:+AlwaysPreTouch"), moreSettings);
  }

  private MeasuredCluster start(List<String> moreOptions, String... moreSettings)
      throws IOException {
    List<String> options = new ArrayList<>(NODE_OPTIONS);
    options.addAll(moreOptions);
    options.add("-Xmx" + heap);
    options.addAll(jvmOptions);
    List<String> lines = new ArrayList<>(List.of(moreSettings));
    lines.addAll(settings);
    return MeasuredCluster.start(folder.toAbsolutePath(), keep, lines, options);
  }
}
