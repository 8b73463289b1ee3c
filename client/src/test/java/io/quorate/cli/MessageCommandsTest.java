package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quorate.client.FakeBroker;
import io.quorate.client.FakeCluster;
import io.quorate.proto.client.v1.Failed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Sending, receiving and measuring. */
class MessageCommandsTest {
  private final FakeCluster cluster = new FakeCluster();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeBroker node;

  @BeforeEach
  void start() throws IOException {
    node = cluster.elect(cluster.start(1));
  }

  @AfterEach
  void stop() throws InterruptedException {
    cluster.kill();
  }

  @Test
  void sendsAndReceives() {
    assertThat(run("send", "orders", "tea", "--priority", "9", "--property", "amount:int=5"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("confirmed queue orders: on disk on 2 nodes, entry 1");

    assertThat(run("receive", "orders", "-o", "json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("\"priority\":9")
        .contains("\"properties\":{\"amount\":5}")
        .contains("\"body\":\"tea\"");
  }

  @Test
  void sendsEveryLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\n\nfour");

    assertThat(run("send", "orders", "--file", file.toString(), "--lines"))
        .isEqualTo(ExitCode.DONE);

    assertThat(cluster.log()).containsExactly("one", "two", "", "four");
    assertThat(out.toString()).startsWith("confirmed=4 not_stored=0 unknown=0");
  }

  @Test
  void showsMessagesAsTable() {
    run("send", "orders", "tea", "-n", "3");
    out.getBuffer().setLength(0);

    assertThat(run("receive", "orders", "-n", "3")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines()).hasSize(4).last().asString().endsWith("first      tea");
  }

  @Test
  void saysThatNothingCame() {
    assertThat(run("receive", "orders", "--timeout", "50ms")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString())
        .contains("received 0 of 1 message of queue orders; the next did not come within 50ms");
  }

  @Test
  void givesBackWhatIsOnlyLookedAt() {
    run("send", "orders", "tea");

    assertThat(run("receive", "orders", "--no-ack")).isEqualTo(ExitCode.DONE);
    assertThat(run("receive", "orders")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("first      tea").contains("again      tea");
  }

  @Test
  void fullQueueGetsAHint() {
    node.whims(FakeBroker.Whim.REJECT);

    assertThat(run("send", "orders", "tea", "--timeout", "200ms")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("full; 'quorate queue show'").doesNotContain("\tat ");
  }

  @Test
  void bodyTooLargeIsNotEvenSent() {
    assertThat(run("send", "orders", "x".repeat((1 << 20) + 1))).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("1048576").hasLineCount(1);
  }

  @Test
  void missingFileIsToldByName() {
    assertThat(run("send", "orders", "--file", "/nowhere/order")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("there is no file /nowhere/order").hasLineCount(1);
  }

  @Test
  void refusedSelectorGetsAnExample() {
    node.refusingSubscriptions(Failed.Code.INVALID_SELECTOR);

    assertThat(run("receive", "orders", "--selector", "a =")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("as told; a selector is a condition");
  }

  @Test
  void nonsenseIsWrongUsage() {
    assertThat(run("send", "orders", "tea", "--priority", "10")).isEqualTo(ExitCode.USAGE);
    assertThat(run("send", "orders", "tea", "--file", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("send", "orders", "tea", "--property", "a:int=b")).isEqualTo(ExitCode.USAGE);
    assertThat(run("send", "", "tea")).isEqualTo(ExitCode.USAGE);
    assertThat(run("receive", "orders", "--durable", "billing")).isEqualTo(ExitCode.USAGE);
    assertThat(run("bench", "load", "--size", "4")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("expected a number for a:int, found 'b'")
        .contains("--size: expected a number from 8")
        .doesNotContain("\tat ");
  }

  @Test
  void saysWhoIsUnreachable() throws IOException {
    String nobody = "127.0.0.1:" + freePort();

    assertThat(runWith(nobody, "send", "orders", "tea")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).contains("no node answers; asked: " + nobody).hasLineCount(1);
  }

  @Test
  void measuresFromSendToReceipt() {
    assertThat(
            run(
                "bench",
                "e2e",
                "--queue",
                "b",
                "--seconds",
                "1",
                "--warm-up",
                "0",
                "--window",
                "10",
                "-o",
                "json"))
        .isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .contains("\"notStored\":0,\"unknown\":0")
        .contains("\"endToEndMillis\":{\"p50\":")
        .contains("\"p99.9\":");
  }

  @Test
  void checksHealthByTheAdminPort() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page =
        "{\"check\":\"ready\",\"healthy\":false,\"reasons\":[\"waits for \\\"z\\\"\"],\"groups\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    http.createContext(
        "/health/ready",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(503, page.length);
            exchange.getResponseBody().write(page);
          }
        });
    http.start();
    try {
      String admin = "127.0.0.1:" + http.getAddress().getPort();

      assertThat(run("check", "ready", "--admin", admin)).isEqualTo(ExitCode.FAILED);
      assertThat(out.toString().lines()).containsExactly("ready: no", "  waits for \"z\"");
      assertThat(run("check", "live", "--admin", admin)).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString()).contains("found status 404");
    } finally {
      http.stop(0);
    }
    assertThat(run("check", "live", "--admin", "127.0.0.1:" + freePort()))
        .isEqualTo(ExitCode.UNREACHABLE);
  }

  private int run(String... arguments) {
    return runWith(node.address(), arguments);
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
