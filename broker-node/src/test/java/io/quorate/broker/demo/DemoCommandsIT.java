package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a demo as its user types it; processes outlive the commands. */
class DemoCommandsIT {
  @TempDir Path temp;

  private String said = "";

  @AfterEach
  void end() {
    if (Files.exists(folder())) {
      demo("down");
    }
  }

  @Test
  void goesUpLosesItsMasterIsMendedAndGoesDown() throws Exception {
    String offset = Integer.toString(FreeOffset.draw(3));

    assertThat(demo("up", "--port-offset", offset)).as(said).isZero();
    assertThat(said).contains("master", "replica", "Ready after");

    assertThat(demo("up")).isEqualTo(1);
    assertThat(said).contains("is up already");

    assertThat(demo("kill-master")).as(said).isZero();
    assertThat(said).containsPattern("killed node \\d").containsPattern("node \\d serves after");

    assertThat(demo("status")).as(said).isZero();
    assertThat(said).contains("down").contains("Start again what is down: quorate demo up");

    assertThat(demo("status", "-o", "json")).as(said).isZero();
    assertThat(said).startsWith("{\"nodes\":[{\"node\":1,").contains("\"role\":\"down\"");

    assertThat(demo("kill-master")).isEqualTo(1);
    assertThat(said).contains("only 2 of 3 nodes run");

    assertThat(demo("up", "--port-offset", "0")).isEqualTo(1);
    assertThat(said).contains("runs with port offset " + offset);

    assertThat(demo("up")).as(said).isZero();
    assertThat(said).doesNotContain("down  ");

    assertThat(demo("down")).as(said).isZero();
    assertThat(folder()).doesNotExist();
    assertThat(demo("status")).isEqualTo(1);
    assertThat(said).contains("there is no demo in " + folder());
  }

  private Path folder() {
    return temp.resolve("demo");
  }

  private int demo(String command, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("demo", command, "--data", folder().toString()));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(output, true, Charset.defaultCharset());
    int exitCode = DemoCommands.execute(arguments, stream, stream);
    said = output.toString(Charset.defaultCharset());
    return exitCode;
  }
}
