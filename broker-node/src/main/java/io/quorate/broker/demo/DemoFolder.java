package io.quorate.broker.demo;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All files of a demo, and no others: a folder with anything else in it is not taken, and what
 * appears in it later is not deleted.
 */
final class DemoFolder {
  /** Its presence says that the folder is a demo's. */
  private static final String PORT_OFFSET = "port-offset";

  private static final String TEMPORARY = "tmp";
  private static final Pattern OURS =
      Pattern.compile(
          "(node-\\d|zookeeper)(\\.(yaml|log|pid))?|%s|%s.*|%s|hs_err_pid\\d+\\.log|core(\\.\\d+)?"
              .formatted(PORT_OFFSET, TEMPORARY, FolderLock.FILE));

  private static final long FREE_BYTES_MIN = 512L << 20;

  private final Path path;

  DemoFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** Below the folder for temporary files, with the user's name. */
  static DemoFolder usual(Map<String, String> environment) {
    String temporary = environment.getOrDefault("TMPDIR", "");
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    return new DemoFolder(
        Path.of(temporary.isEmpty() ? System.getProperty("java.io.tmpdir") : temporary)
            .resolve("quorate-demo-" + user));
  }

  /** A new one, of a name that nobody can know before. */
  static DemoFolder fresh() throws IOException {
    DemoFolder folder = new DemoFolder(Files.createTempDirectory("quorate-demo-"));
    folder.writePortOffset(0);
    return folder;
  }

  Path path() {
    return path;
  }

  Path config(String process) {
    return path.resolve(process + ".yaml");
  }

  Path log(String process) {
    return path.resolve(process + ".log");
  }

  Path pid(String process) {
    return path.resolve(process + ".pid");
  }

  Path data(String process) {
    return path.resolve(process);
  }

  /** For what a process leaves lying about when it is killed: its native libraries above all. */
  Path temporary(String process) {
    return path.resolve(TEMPORARY).resolve(process);
  }

  void clearTemporary(String process) throws IOException {
    Path temporary = Files.createDirectories(temporary(process));
    deleteTree(temporary);
    Files.createDirectory(temporary);
  }

  FolderLock lock() throws DemoException, IOException {
    return FolderLock.take(path, "another quorate demo command");
  }

  boolean isDemo() {
    return Files.isRegularFile(path.resolve(PORT_OFFSET));
  }

  int portOffset() throws DemoException, IOException {
    Path file = path.resolve(PORT_OFFSET);
    String text = Files.readString(file).strip();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new DemoException("%s: expected a number, found '%s'".formatted(file, text), e);
    }
  }

  void writePortOffset(int offset) throws IOException {
    write(path.resolve(PORT_OFFSET), offset + "\n");
  }

  /** Whole or not at all. */
  void write(Path file, String text) throws IOException {
    Path unfinished = Files.writeString(path.resolve(TEMPORARY + "-" + file.getFileName()), text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Creates the folder, or makes sure that it is a demo's or empty, and our own. */
  void prepare() throws DemoException, IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(parent());
      Files.createDirectory(path, forOwnerOnly());
    }
    refuseForeign();
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < FREE_BYTES_MIN) {
      throw new DemoException(
          "%s has %d MiB of free disk, expected at least %d; name another folder: --data DIR"
              .formatted(path, free >> 20, FREE_BYTES_MIN >> 20));
    }
  }

  private Path parent() {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static FileAttribute<?>[] forOwnerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private void refuseForeign() throws DemoException, IOException {
    if (!Files.isDirectory(path)) {
      throw new DemoException(path + " is not a folder; name another: --data DIR");
    }
    if (!isOwn()) {
      throw new DemoException(path + " is another user's; name a folder of your own: --data DIR");
    }
    if (!isDemo() && !entries().stream().allMatch(DemoFolder::isLock)) {
      throw new DemoException(path + " is not empty and no demo's; name another: --data DIR");
    }
  }

  private static boolean isLock(Path entry) {
    return entry.endsWith(FolderLock.FILE);
  }

  /** By a file that is surely ours: names of users need not be known to the machine. */
  private boolean isOwn() throws IOException {
    if (!Files.isWritable(path)) {
      return false;
    }
    Path ours = Files.createTempFile(path, TEMPORARY, "");
    try {
      return Files.getOwner(ours).equals(Files.getOwner(path));
    } finally {
      Files.delete(ours);
    }
  }

  /** Returns what is left over because no demo has put it there; usually nothing. */
  List<Path> delete() throws IOException {
    for (Path entry : entries()) {
      if (OURS.matcher(entry.getFileName().toString()).matches()) {
        deleteTree(entry);
      }
    }
    List<Path> strangers = entries();
    if (strangers.isEmpty()) {
      Files.deleteIfExists(path);
    }
    return strangers;
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
