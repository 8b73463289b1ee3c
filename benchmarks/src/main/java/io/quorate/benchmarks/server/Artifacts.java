package io.quorate.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What peers run with, as published: resolved by Maven once, kept in the build's folder. */
public final class Artifacts {
  private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:";
  private static final String ARTEMIS_VERSION = "2.56.0";

  private final Path poms;
  private final Path kept;

  /**
   * @param poms a folder with one for each peer
   */
  public Artifacts(Path poms, Path kept) throws IOException {
    this.poms = poms.toAbsolutePath();
    this.kept = Files.createDirectories(kept).toAbsolutePath();
  }

  /** Our own classes, which hold the drivers, and the peer's jars. */
  String clientClassPath(String peer) {
    String own = System.getProperty("java.class.path");
    String drivers = own.substring(0, own.indexOf(File.pathSeparatorChar));
    return drivers + File.pathSeparator + classPath(peer);
  }

  String classPath(String peer) {
    Path file = kept.resolve(peer + ".classpath");
    try {
      if (!isYoungerThanPom(file, peer)) {
        Path unfinished = kept.resolve(peer + ".classpath.new");
        maven(peer, PLUGIN + "build-classpath", "-Dmdep.outputFile=" + unfinished);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ServerException("cannot resolve what %s runs with".formatted(peer), e);
    }
  }

  private boolean isYoungerThanPom(Path file, String peer) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom(peer))) > 0;
  }

  private Path pom(String peer) {
    return poms.resolve(peer).resolve("pom.xml");
  }

  /** Returns the folder of the unpacked server. */
  Path artemis() {
    Path home = kept.resolve("apache-artemis-" + ARTEMIS_VERSION);
    if (!Files.exists(home.resolve("bin/artemis"))) {
      String archive = "apache-artemis-%s-bin.tar.gz".formatted(ARTEMIS_VERSION);
      maven(
          "artemis",
          PLUGIN + "copy",
          "-Dartifact=org.apache.artemis:apache-artemis:%s:tar.gz:bin".formatted(ARTEMIS_VERSION),
          "-DoutputDirectory=" + kept);
      Command.run(kept, Map.of(), List.of("tar", "xzf", archive));
    }
    return home;
  }

  private void maven(String peer, String... arguments) {
    List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B"));
    command.addAll(List.of("-f", pom(peer).toString()));
    command.addAll(List.of(arguments));
    Command.run(kept, Map.of(), command);
  }
}
