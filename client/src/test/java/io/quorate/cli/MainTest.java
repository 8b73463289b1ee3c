package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.FakeNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final FakeNode.Log log = new FakeNode.Log();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeNode first;
  private FakeNode second;

  @BeforeEach
  void start() throws IOException {
    first = FakeNode.start(1, log).master(3);
    second = FakeNode.start(2, log);
  }

  @AfterEach
  void stop() throws InterruptedException {
    first.kill();
    second.kill();
  }

  @Test
  void showsStatusAsTable() {
    assertThat(run("status")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("NODE  ADDRESS"),
            line ->
                assertThat(line).startsWith("   1  ").contains("master").endsWith("all is well"),
            line -> assertThat(line).startsWith("   2  ").contains("replica"));
  }

  @Test
  void showsStatusAsJson() {
    assertThat(run("log", "status", "-o", "json")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .startsWith("[{\"address\":\"127.0.0.1:")
        .contains("\"role\":\"master\",\"open\":true,\"epoch\":3")
        .contains("\"explanation\":\"waits for \\\"a master\\\"\"");
  }

  @Test
  void findsNodesThatItWasNotTold() {
    first.knowing(second);

    assertThat(runWith(first.address().toString(), "status")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains(second.address().toString());
  }

  @Test
  void statusFailsWithoutAMaster() {
    first.master(0);

    assertThat(run("status")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void saysWhoIsUnreachable() throws IOException {
    String nobody = "127.0.0.1:" + freePort();

    assertThat(runWith(nobody, "log", "append", "-n", "1")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).contains("no node answers; asked: " + nobody).hasLineCount(1);
  }

  @Test
  void usageErrorsShowNoTrace() {
    assertThat(run("log", "append", "--window", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("expected a window from 1")
        .contains("see: quorate log append --help")
        .hasLineCount(2);
    assertThat(run("frobnicate")).isEqualTo(ExitCode.USAGE);
    assertThat(run("log")).isEqualTo(ExitCode.USAGE);
    assertThat(runWith("no such host", "status")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void everyCommandHelps() {
    for (String command : List.of("status", "log append", "log read", "log verify", "node")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
      arguments.add("--help");

      assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.DONE);
      assertThat(out.toString()).contains("Example");
    }
  }

  @Test
  void appendsRecordsAndVerifies(@TempDir Path folder) {
    String file = folder.resolve("recorded").toString();

    assertThat(run("log", "append", "-n", "50", "--size", "64", "--window", "8", "--record", file))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("confirmed=50 refused=0 unknown=0").contains("p99.9=");
    assertThat(run("log", "verify", "--confirmed", file)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("digests equal=true").contains("confirmed_found=50");
  }

  @Test
  void verifyFailsWhenAnEntryIsLost(@TempDir Path folder) {
    String file = folder.resolve("recorded").toString();
    run("log", "append", "-n", "5", "--size", "64", "--record", file);
    log.payloads().remove(4);

    assertThat(run("log", "verify", "--confirmed", file)).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("was confirmed at index 5, but is lost");
  }

  @Test
  void verifyFailsWhenDigestsDiffer() {
    second.digest(8);

    assertThat(run("log", "verify")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("digests equal=false");
  }

  @Test
  void readsEntries() {
    run("log", "append", "-n", "2", "--size", "20");

    assertThat(run("log", "read", "-o", "json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("{\"index\":2,\"epoch\":1,");
  }

  private int run(String... arguments) {
    return runWith(first.address() + "," + second.address(), arguments);
  }

  private int runWith(String url, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url");
    all.add(url);
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return main.execute(all.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
