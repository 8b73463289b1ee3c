package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  @TempDir Path temp;

  @Test
  void liesBelowTheFolderForTemporaryFilesUnderTheUsersName() {
    assertThat(DemoFolder.usual(Map.of("TMPDIR", temp.toString())).path())
        .isEqualTo(temp.resolve("quorate-demo-" + System.getProperty("user.name")));
    assertThat(DemoFolder.usual(Map.of()).path().getParent())
        .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isForItsOwnerOnly() throws Exception {
    DemoFolder folder = new DemoFolder(temp.resolve("a/demo"));

    folder.prepare();

    assertThat(Files.getPosixFilePermissions(folder.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void isADemosOnceItsPortsAreKnown() throws Exception {
    DemoFolder folder = new DemoFolder(temp);
    assertThat(folder.isDemo()).isFalse();

    folder.prepare();
    folder.writePortOffset(30);

    assertThat(folder.isDemo()).isTrue();
    assertThat(folder.portOffset()).isEqualTo(30);
    folder.prepare();
  }

  @Test
  void refusesAFileInItsPlace() throws Exception {
    DemoFolder folder = new DemoFolder(Files.writeString(temp.resolve("demo"), ""));

    assertThatThrownBy(folder::prepare)
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void deletesWhatADemoLeavesAndNothingElse() throws Exception {
    DemoFolder folder = new DemoFolder(temp.resolve("demo"));
    folder.prepare();
    folder.writePortOffset(0);
    Files.createDirectories(folder.data("node-1").resolve("db"));
    Files.writeString(folder.data("node-1").resolve("db/000001.sst"), "");
    Files.writeString(folder.log("zookeeper"), "");
    folder.clearTemporary("node-1");
    Path notes = Files.writeString(folder.path().resolve("notes.txt"), "");

    assertThat(folder.delete()).containsExactly(notes);

    Files.delete(notes);
    assertThat(folder.delete()).isEmpty();
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void letsOneCommandAtATimeIn() throws Exception {
    DemoFolder folder = new DemoFolder(temp);
    FolderLock first = folder.lock();

    assertThatThrownBy(folder::lock)
        .isInstanceOf(DemoException.class)
        .hasMessage("another quorate demo command works on " + temp);

    first.close();
    folder.lock().close();
  }
}
