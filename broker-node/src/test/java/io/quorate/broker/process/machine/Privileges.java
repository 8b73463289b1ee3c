package io.quorate.broker.process.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether this machine lets us have networks and disks of our own. */
public final class Privileges {
  private static final long TRIAL_BYTES = 4L << 20;

  private Privileges() {}

  /** Tries it. Empty: it does; otherwise what is missing. */
  public static Optional<String> whatIsMissing() {
    try {
      try (Network network = new NamespaceNetwork(List.of("t"))) {
        network.cut("t", "t");
      }
      Path place = Files.createTempDirectory("quorate-disk-");
      try (Disk disk = new Disk(place, TRIAL_BYTES)) {
        Files.writeString(disk.folder().resolve("trial"), "it can be written");
      }
      Files.delete(place.resolve("disk"));
      Files.delete(place);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "network namespaces and loop mounts need root and ip, mkfs.ext4, mount: "
              + e.getMessage());
    }
  }
}
