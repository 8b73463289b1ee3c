package io.quorate.broker.process.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Stands between a process and the C library, and does harm where it is told to. */
public final class FaultLibrary {
  private static final List<String> SOURCES = List.of("syncfault.c", "clockfault.c");

  private FaultLibrary() {}

  /** Builds it into the folder. Empty: there is no C compiler here. */
  public static Optional<Path> build(Path folder) throws IOException {
    if (!Command.succeeds("sh", "-c", "command -v gcc")) {
      return Optional.empty();
    }
    Path library = folder.resolve("libfault.so");
    List<String> command =
        new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O1", "-o", library.toString()));
    for (String source : SOURCES) {
      command.add(copy(source, folder).toString());
    }
    command.add("-ldl");
    Command.run(command.toArray(String[]::new));
    return Optional.of(library);
  }

  private static Path copy(String source, Path folder) throws IOException {
    try (InputStream in = FaultLibrary.class.getResourceAsStream("/" + source)) {
      return Files.write(folder.resolve(source), Objects.requireNonNull(in).readAllBytes());
    }
  }
}
