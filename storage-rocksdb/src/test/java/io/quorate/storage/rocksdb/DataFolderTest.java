package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  private static final NodeId NODE = NodeId.of(1);

  @TempDir Path temp;

  @Test
  void takesAnEmptyFolderAndOneThatIsAMountPoint() throws IOException {
    Files.createDirectories(temp.resolve("a").resolve("lost+found"));

    DataFolder.claim(temp.resolve("a"), "orders", NODE).close();
    DataFolder.claim(temp.resolve("not/there/yet"), "orders", NODE).close();

    DataFolder.claim(temp.resolve("a"), "orders", NODE).close();
  }

  @Test
  void leavesAFolderOfStrangersAlone() throws IOException {
    Files.writeString(temp.resolve("thesis.txt"), "years of work");

    refusesUntouched("orders", NODE, "is not empty and not this node's");
  }

  @Test
  void leavesTheFolderOfAnotherNodeAlone() throws IOException {
    DataFolder.claim(temp, "orders", NODE).close();

    refusesUntouched("orders", NodeId.of(2), "expected 'quorate data folder, format 1 cluster");
  }

  @Test
  void leavesTheFolderOfAnotherClusterAlone() throws IOException {
    DataFolder.claim(temp, "orders", NODE).close();

    refusesUntouched("payments", NODE, "found 'quorate data folder, format 1 cluster orders");
  }

  @Test
  void refusesAHalfWrittenOwner() throws IOException {
    Files.writeString(temp.resolve("owner"), "quorate data fol");

    refusesUntouched("orders", NODE, "found 'quorate data fol'");
  }

  @Test
  void finishesAFormatThatWasCutShort() throws IOException {
    Files.writeString(temp.resolve("owner.draft"), "quor");
    Files.createFile(temp.resolve("lock"));

    DataFolder.claim(temp, "orders", NODE).close();

    assertThat(temp.resolve("owner")).content().contains("cluster orders\nnode 1\n");
  }

  @Test
  void letsOneUserInAtATime() {
    DataFolder first = DataFolder.claim(temp, "orders", NODE);

    assertThatThrownBy(() -> DataFolder.claim(temp, "orders", NODE))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("in use by another process");

    first.close();
    DataFolder.claim(temp, "orders", NODE).close();
  }

  @Test
  void refusesNetworkFilesystems() {
    assertThatThrownBy(() -> DataFolder.refuseNetwork(temp, "nfs4"))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("choose a local disk");
    DataFolder.refuseNetwork(temp, "ext4");
  }

  private void refusesUntouched(String cluster, NodeId node, String because) throws IOException {
    Map<Path, FileTime> before = filesAndTimes();

    assertThatThrownBy(() -> RocksNode.open(settings(cluster, node), word -> {}))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(because)
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));

    assertThat(filesAndTimes()).isEqualTo(before);
  }

  private StorageSettings settings(String cluster, NodeId node) {
    return new StorageSettings(temp, cluster, node, 0, 0, 0, 1 << 20);
  }

  private Map<Path, FileTime> filesAndTimes() throws IOException {
    Map<Path, FileTime> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        found.put(file, Files.getLastModifiedTime(file));
      }
    }
    return found;
  }
}
