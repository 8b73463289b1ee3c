package io.quorate.storage.rocksdb;

import io.quorate.replication.model.NodeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder, claimed by this process until closed. Says whose it is in a file of its own, so
 * that a foreign folder is refused before anything in it is opened.
 */
final class DataFolder implements AutoCloseable {
  private static final String FORMAT = "quorate data folder, format 1";
  private static final String OWNER = "owner";
  private static final String LOCK = "lock";

  /** What may lie in a folder that is as good as empty. */
  private static final Set<String> NOTHING = Set.of(LOCK, OWNER + ".draft", "lost+found");

  private static final Set<String> NETWORK_FILESYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "ceph",
          "lustre",
          "glusterfs",
          "fuse.glusterfs",
          "fuse.sshfs",
          "fuse.s3fs",
          "ocfs2",
          "gfs2");

  private final Path folder;
  private final FileChannel lockFile;

  private DataFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * @throws StartRefusedException if the folder is somebody else's, is in use, or is on a network
   *     filesystem, whose locks and syncs do not hold; nothing in it has been touched
   */
  static DataFolder claim(Path folder, String clusterName, NodeId node) {
    String owner = ownerText(clusterName, node);
    FileChannel lockFile = null;
    try {
      if (Files.exists(folder)) {
        refuseForeign(folder, owner);
      }
      Files.createDirectories(folder);
      refuseNetwork(folder, Files.getFileStore(folder).type());
      lockFile = lock(folder);
      refuseForeign(folder, owner);
      if (!Files.exists(folder.resolve(OWNER))) {
        DurableFiles.write(folder.resolve(OWNER), owner.getBytes(StandardCharsets.UTF_8));
      }
      return new DataFolder(folder, lockFile);
    } catch (IOException e) {
      closeQuietly(lockFile);
      throw new StartRefusedException("cannot use the data folder " + folder + ": " + e, e);
    } catch (RuntimeException e) {
      closeQuietly(lockFile);
      throw e;
    }
  }

  private static String ownerText(String clusterName, NodeId node) {
    return FORMAT + "\ncluster " + clusterName + "\nnode " + node + "\n";
  }

  private static void refuseForeign(Path folder, String owner) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new StartRefusedException(
          "the data folder " + folder + " is a file: expected a folder, empty or this node's");
    }
    Path ownerFile = folder.resolve(OWNER);
    if (Files.exists(ownerFile)) {
      String found = Files.readString(ownerFile);
      if (!found.equals(owner)) {
        throw new StartRefusedException(
            String.format(
                "the data folder %s belongs to somebody else: expected '%s', found '%s'; check the"
                    + " node's id, cluster and folder",
                folder, onOneLine(owner), onOneLine(found)));
      }
      return;
    }
    List<String> strangers = strangersIn(folder);
    if (!strangers.isEmpty()) {
      throw new StartRefusedException(
          String.format(
              "the data folder %s is not empty and not this node's: expected a file '%s', found %s;"
                  + " choose an empty folder",
              folder, OWNER, strangers));
    }
  }

  private static List<String> strangersIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !NOTHING.contains(name))
          .sorted()
          .limit(5)
          .collect(Collectors.toList());
    }
  }

  private static String onOneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 120) + "..." : line;
  }

  static void refuseNetwork(Path folder, String filesystem) {
    if (NETWORK_FILESYSTEMS.contains(filesystem.toLowerCase(Locale.ROOT))) {
      throw new StartRefusedException(
          String.format(
              "the data folder %s is on a network filesystem (%s), which two nodes could use at"
                  + " once: choose a local disk",
              folder, filesystem));
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new StartRefusedException(
          "the data folder " + folder + " is in use by another process: stop it first");
    }
    return channel;
  }

  Path path() {
    return folder;
  }

  Path database() {
    return folder.resolve("db");
  }

  Path nativeLibrary() {
    return folder.resolve("native");
  }

  Path acceptedMark() {
    return folder.resolve("accepted.mark");
  }

  Path ballast() {
    return folder.resolve("ballast");
  }

  /** What the recovery in progress has to reach. */
  Path recovering() {
    return folder.resolve("recovering");
  }

  /** There while this disk is known to have lost something that it had synced. */
  Path forgotten() {
    return folder.resolve("forgotten");
  }

  @Override
  public void close() {
    closeQuietly(lockFile);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot release the lock of the data folder", e);
      }
    }
  }
}
