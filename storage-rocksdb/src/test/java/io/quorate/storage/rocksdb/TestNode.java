package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogStoreEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A node's disk that tests open, kill and copy. */
final class TestNode implements AutoCloseable {
  private static final int MEMTABLE_BYTES = 1 << 20;

  final Path folder;
  final List<String> lastWords = new CopyOnWriteArrayList<>();
  final RocksNode node;

  TestNode(Path folder) {
    this(settings(folder));
  }

  TestNode(StorageSettings settings) {
    this.folder = settings.folder();
    this.node = RocksNode.open(settings, lastWords::add);
  }

  static StorageSettings settings(Path folder) {
    return new StorageSettings(folder, "test", NodeId.of(1), 0, 0, 0, MEMTABLE_BYTES);
  }

  RocksLogStore store(LogStoreEvents events) {
    return node.logStore(GroupId.MAIN, events);
  }

  void awaitLastWord() {
    Awaitility.await().until(() -> !lastWords.isEmpty());
  }

  /** Until everything asked for so far is written, read, dropped and noted. */
  void settle() {
    // What the reader hands back to the writer is done after the second round.
    for (int round = 0; round < 2; round++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      NodeThreads threads = node.threads();
      threads.writer().then(() -> threads.reader().submit(() -> done.complete(null)));
      done.orTimeout(30, TimeUnit.SECONDS).join();
    }
    try {
      node.threads().mark().write();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What {@code kill -9} would leave on disk, in another folder; this node is gone. */
  Path crashInto(Path other) {
    node.threads().faults().raise("killed");
    copy(folder, other);
    close();
    return other;
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Copies again while the database's own threads still move files about. */
  private static void copy(Path from, Path to) {
    try {
      List<String> before;
      do {
        if (Files.exists(to)) {
          deleteAll(to);
        }
        before = filesIn(from);
      } while (!copyOnce(from, to) || !filesIn(from).equals(before));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean copyOnce(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
      return true;
    } catch (NoSuchFileException | UncheckedIOException e) {
      return false;
    }
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> file + " " + file.toFile().length()).sorted().toList();
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }

  @Override
  public void close() {
    try {
      node.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
