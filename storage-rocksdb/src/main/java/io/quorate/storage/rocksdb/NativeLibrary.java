package io.quorate.storage.rocksdb;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library, unpacked once into a place of ours. RocksDB by itself unpacks it into a
 * new temporary file at every start, 17 MB that a killed process leaves behind.
 */
final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final int CHUNK_BYTES = 64 << 10;

  /** A JVM loads it once. Guarded by the class. */
  private static boolean isLoaded;

  private NativeLibrary() {}

  /** Loads it from the folder, or as RocksDB does where that is not possible. */
  static synchronized void load(Path folder) {
    if (isLoaded) {
      return;
    }
    try {
      unpack(folder);
      RocksDB.loadLibrary(List.of(folder.toString()));
    } catch (IOException | UnsatisfiedLinkError e) {
      // A full disk, or one from which nothing may be executed.
      LOG.warn(
          "RocksDB's library is loaded from a temporary file, as {} does not do: {}", folder, e);
      RocksDB.loadLibrary();
    }
    isLoaded = true;
  }

  /** Writes nothing when the same is there: a node must be able to start on a full disk. */
  static Path unpack(Path folder) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    // RocksDB looks for it by another name than its jar has it.
    Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    if (!Files.exists(library) || !isSame(name, library)) {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve(name + ".new");
      try (InputStream packed = packed(name)) {
        Files.copy(packed, unfinished, StandardCopyOption.REPLACE_EXISTING);
      }
      // Not in place: another process may run from the former one.
      Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
    }
    return library;
  }

  private static InputStream packed(String name) throws IOException {
    InputStream packed = RocksDB.class.getClassLoader().getResourceAsStream(name);
    if (packed == null) {
      throw new FileNotFoundException(name + " is not in RocksDB's jar");
    }
    return packed;
  }

  private static boolean isSame(String name, Path library) throws IOException {
    try (InputStream packed = packed(name);
        InputStream there = Files.newInputStream(library)) {
      byte[] expected;
      do {
        expected = packed.readNBytes(CHUNK_BYTES);
        if (!Arrays.equals(expected, there.readNBytes(CHUNK_BYTES))) {
          return false;
        }
      } while (expected.length > 0);
      return true;
    }
  }
}
