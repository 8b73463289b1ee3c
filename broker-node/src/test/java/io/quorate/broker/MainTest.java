package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.broker.config.NodeSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private String file = "";

  @BeforeEach
  void write() throws Exception {
    String yaml = "nodeId: 1\nnodes: {1: {peer: 'localhost:61629', client: 'localhost:61627'}}\n";
    file = Files.writeString(folder.resolve("node.yaml"), yaml).toString();
  }

  @Test
  void serverCommandLeadsToSettings() throws Exception {
    List<String> args = List.of("--config", file, "--port-offset", "10", "--zkAddress=zk1:2181");

    NodeSettings settings = ServerCommand.parse(args, Map.of("QUORATE_PORT_OFFSET", "20"));

    assertThat(settings.node().peersListen()).hasToString("127.0.0.1:61629");
    assertThat(settings.node().zookeeper().address()).isEqualTo("zk1:2181");
    assertThat(settings.effective().warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'no configuration: expected --config FILE'",
    "--config, '--config has no value: write --config VALUE'",
    "--insecure --config x, '--insecure has no value: write --insecure VALUE'",
    "file.yaml, 'found ''file.yaml'', expected --KEY VALUE or --KEY=VALUE'",
    "--config=a --config=b, '--config stands twice: keep one'"
  })
  void refusesArgumentsThatSayNothing(String line, String message) {
    List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));

    assertThatThrownBy(() -> ServerCommand.parse(args, Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void validConfigurationIsPrintedAsUsed() {
    int exitCode = run("config", "validate", "--config", file);

    assertThat(exitCode).isEqualTo(Main.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("zkSessionTimeout +default +15s");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("warning: ports.peers (default): this node listens on 61619");
  }

  @Test
  void wrongConfigurationFails() {
    int exitCode = run("config", "validate", "--config", file, "--zkAdress", "a");

    assertThat(exitCode).isEqualTo(Main.FAILED);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            "quorate: node.yaml: 1 problem\n  zkAdress (flag --zkAdress): unknown key (did you mean zkAddress?)\n");
  }

  @Test
  void missingFileFailsInOneLine() {
    assertThat(run("config", "validate", "--config", "/no/such.yaml")).isEqualTo(Main.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            "quorate: /no/such.yaml: does not exist, expected a YAML file\n");
  }

  @Test
  void misuseShowsTheUsage() {
    assertThat(run()).isEqualTo(Main.USAGE);
    assertThat(run("sever")).isEqualTo(Main.USAGE);
    assertThat(run("config", "valid")).isEqualTo(Main.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("unknown command 'sever'")
        .contains("Usage:");
  }

  @Test
  void helpAndReferenceGoToStandardOutput() {
    assertThat(run("help")).isEqualTo(Main.DONE);
    assertThat(run("config", "reference")).isEqualTo(Main.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage:").contains("| `zkPath` |");
  }

  private int run(String... args) {
    PrintStream output = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Main(output, errors).run(List.of(args), Map.of());
  }
}
