package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandsTest {
  @TempDir Path temp;

  private String said = "";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev --help",
        "demo --help",
        "demo up --help",
        "demo status -h",
        "demo kill-master --help",
        "demo down --help"
      })
  void everyCommandExplainsItselfWithAnExample(String line) {
    assertThat(execute(line.split(" ", -1))).isZero();
    assertThat(said).contains("Usage: quorate d").contains("Example").doesNotContain("zookeeper ");
  }

  @ParameterizedTest
  @CsvSource({
    "demo --messages=0, '--messages: expected 1 to 10000000, found 0'",
    "demo upp, upp",
    "demo up --port-offset=-1, '--port-offset: expected 0 to 3800, found -1'",
    "demo up --port-offset=many, '''many'' is not an int'",
    "dev --port-offset=60000, '--port-offset: expected 0 to 3800, found 60000'",
    "dev --dta=x, '--dta'"
  })
  void refusesArgumentsThatSayNothing(String line, String message) {
    String withFolder = line.startsWith("demo up ") ? line + " --data=" + temp : line;

    assertThat(execute(withFolder.split(" ", -1))).isEqualTo(2);
    assertThat(said).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "kill-master", "down"})
  void saysWhenThereIsNoDemo(String command) {
    assertThat(execute("demo", command, "--data=" + temp)).isEqualTo(1);
    assertThat(said)
        .isEqualToNormalizingNewlines(
            "quorate: there is no demo in %s; start one: quorate demo up --data %s\n"
                .formatted(temp, temp));
  }

  @Test
  void leavesAFolderAloneThatIsNoDemos() throws Exception {
    Path precious = Files.writeString(temp.resolve("precious.txt"), "mine");

    assertThat(execute("demo", "up", "--data=" + temp)).isEqualTo(1);
    assertThat(said).contains("is not empty and no demo's");
    assertThat(temp).isDirectoryContaining(file -> file.equals(precious));
  }

  @ParameterizedTest
  @CsvSource({"dev, the node", "demo up, node 1"})
  void namesWhoHasThePortAndLeavesNothing(String command, String node) throws Exception {
    int offset = FreeOffset.draw(3);
    int port = NodePorts.usual(offset).client();
    String line = "%s --data=%s --port-offset=%d".formatted(command, temp.resolve("new"), offset);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

      assertThat(execute(line.split(" ", -1))).isEqualTo(1);
    }
    assertThat(said)
        .contains("port %d, for the clients of %s, is taken by".formatted(port, node))
        .contains(Files.exists(Path.of("/proc/net/tcp")) ? " process " : " another process")
        .contains("--port-offset");
    assertThat(temp.resolve("new/zookeeper")).doesNotExist();
  }

  private int execute(String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(output, true, Charset.defaultCharset());
    int exitCode = DemoCommands.execute(List.of(arguments), stream, stream);
    said = output.toString(Charset.defaultCharset());
    return exitCode;
  }
}
