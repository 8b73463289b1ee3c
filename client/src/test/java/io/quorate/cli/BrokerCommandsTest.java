package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.FakeAdministration;
import io.quorate.proto.client.v1.DestinationOptions;
import io.quorate.proto.client.v1.DestinationView;
import io.quorate.proto.client.v1.Failed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What operators do with queues, topics and subscriptions. */
class BrokerCommandsTest {
  private final FakeAdministration cluster = new FakeAdministration();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeAdministration.Node node;

  @BeforeEach
  void start() throws IOException {
    node = cluster.start();
    cluster.start();
    cluster.elect(2);
    cluster.put(
        DestinationView.newBuilder()
            .setName("orders")
            .setReady(12)
            .setBytes(1536)
            .setOptions(DestinationOptions.newBuilder().setMaxBytes(1 << 20).setLockMillis(60_000))
            .build());
    cluster.put(DestinationView.newBuilder().setName("DLQ.orders").setPaused(true).build());
  }

  @AfterEach
  void stop() throws InterruptedException {
    cluster.kill();
  }

  @Test
  void listsQueuesAsTable() {
    assertThat(run("queue", "list")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("NAME        READY  IN FLIGHT"),
            line -> assertThat(line).startsWith("DLQ.orders      0").endsWith("paused"),
            line -> assertThat(line).startsWith("orders         12").contains("1.5 KiB"));
  }

  @Test
  void listsQueuesAsJson() {
    assertThat(run("queue", "list", "orders", "-o", "json")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).startsWith("[{\"name\":\"orders\"").contains("\"ready\":12");
  }

  @Test
  void saysHowAListGoesOn() {
    assertThat(run("queue", "list", "--limit", "1")).isEqualTo(ExitCode.DONE);

    assertThat(err.toString()).contains("--after DLQ.orders");
  }

  @Test
  void showsSettings() {
    assertThat(run("queue", "show", "orders")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .containsPattern("max bytes +1.0 MiB")
        .containsPattern("lock +1m")
        .containsPattern("max messages +-");
  }

  @Test
  void unknownQueueGetsAHint() {
    assertThat(run("queue", "show", "ordres")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString())
        .startsWith(
            "quorate: there is no queue ordres (did you mean orders?); 'quorate queue list'")
        .hasLineCount(1);
  }

  @Test
  void createsAndChanges() {
    assertThat(run("queue", "create", "tea", "--overflow", "drop-oldest", "--max-bytes", "1g"))
        .isEqualTo(ExitCode.DONE);
    assertThat(run("topic", "update", "prices", "--ttl", "2h")).isEqualTo(ExitCode.DONE);
    assertThat(run("queue", "pause", "tea")).isEqualTo(ExitCode.DONE);
    assertThat(run("queue", "resume", "tea")).isEqualTo(ExitCode.DONE);
    assertThat(run("queue", "delete", "tea", "--force")).isEqualTo(ExitCode.DONE);

    assertThat(cluster.commands())
        .containsExactly(
            "create tea", "update prices", "pause tea", "resume tea", "delete tea force");
    assertThat(out.toString()).contains("created queue tea").contains("updated topic prices");
  }

  @Test
  void wrongSettingsAreWrongUsage() {
    assertThat(run("queue", "create", "tea", "--overflow", "explode")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected one of block, reject, drop-oldest, dead-letter");
    assertThat(run("queue", "create", "tea", "--ttl", "5")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a duration with its unit");
    assertThat(run("queue", "create", "tea", "--max-bytes", "big")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a size").doesNotContain("\tat ");
    assertThat(run("queue", "create", "tea", "--max-messages", "-1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a number from 0 to");
    assertThat(run("queue", "update", "tea")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a setting to change, found none");
    assertThat(run("queue")).isEqualTo(ExitCode.USAGE);
    assertThat(run("topic", "purge", "prices")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void browsesPageAfterPage() {
    assertThat(run("queue", "browse", "orders", "--limit", "0")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString().lines()).hasSize(6).last().asString().endsWith("body 5?");
    assertThat(run("queue", "browse", "orders", "--limit", "3", "-o", "json"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("\"body\":\"body 3\\u000a\"");
    assertThat(err.toString()).contains("--after 3");
  }

  @Test
  void showsAndRedrivesDeadLetters() {
    assertThat(run("dlq", "list")).isEqualTo(ExitCode.DONE);
    assertThat(run("dlq", "show", "orders", "--limit", "1")).isEqualTo(ExitCode.DONE);
    assertThat(run("dlq", "redrive", "orders", "--selector", "a = 1", "--dry-run"))
        .isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .contains("too bitter")
        .contains("queue orders")
        .contains("would redrive 4 dead letters of DLQ.orders");
    assertThat(cluster.commands()).contains("move DLQ.orders to '' where 'a = 1' limit 0 dry");
  }

  @Test
  void queueWithoutDeadLettersIsNoFailure() {
    cluster.put(DestinationView.newBuilder().setName("tea").build());

    assertThat(run("dlq", "show", "tea")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("queue tea has no dead letters");
    assertThat(run("dlq", "show", "tee")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("there is no queue tee (did you mean tea?)");
  }

  @Test
  void movesMessages() {
    assertThat(run("queue", "move", "orders", "old", "--limit", "9")).isEqualTo(ExitCode.DONE);

    assertThat(cluster.commands()).containsExactly("move orders to 'old' where '' limit 9");
    assertThat(out.toString()).contains("moved 4 messages to queue old");
  }

  @Test
  void wrongSelectorGetsAnExample() {
    cluster.refuse(Failed.Code.INVALID_SELECTOR, "expected a value at 5, found the end");

    assertThat(run("queue", "browse", "orders", "--selector", "a = ")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("found the end; a selector is a condition");
  }

  @Test
  void listsAndDeletesSubscriptions() {
    assertThat(run("subscription", "list")).isEqualTo(ExitCode.DONE);
    assertThat(run("subscription", "delete", "billing", "--client-id", "accounts"))
        .isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).containsPattern("billing +accounts +prices.> +7");
    assertThat(cluster.commands()).contains("unsubscribe accounts/billing");
  }

  @Test
  void saysWhatHoldsTheDisk() {
    assertThat(run("disk", "why")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .contains("log 3.0 MiB (entries 1 to 9)")
        .containsPattern("queue orders +2  2.0 KiB");
  }

  @Test
  void isNotSafeToStopForAReason() {
    assertThat(run("check", "safe-to-stop")).isEqualTo(ExitCode.FAILED);

    assertThat(out.toString()).contains("safe-to-stop: no").contains("  node 3 is not connected");
    assertThat(run("check", "safe-to-stop", "--node", "3")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void takesAnyFormOfUrl() {
    assertThat(runWith("failover:(tcp://" + node.address() + ")?randomize=false", "topic", "list"))
        .isEqualTo(ExitCode.DONE);
    assertThat(runWith("failover:(a", "topic", "list")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void everyCommandHelps() {
    for (String command :
        List.of(
            "queue list",
            "queue move",
            "topic create",
            "subscription list",
            "dlq redrive",
            "send",
            "receive",
            "bench e2e",
            "disk why",
            "check live")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
      arguments.add("--help");

      assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.DONE);
      assertThat(out.toString()).contains("Example").doesNotContain("${");
      out.getBuffer().setLength(0);
    }
  }

  private int run(String... arguments) {
    return runWith(node.address().toString(), arguments);
  }

  private int runWith(String url, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url");
    all.add(url);
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return main.execute(all.toArray(String[]::new));
  }
}
