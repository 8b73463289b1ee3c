package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The command line against three nodes, as a user types it and reads the answer. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineIT {
  private static DemoCluster cluster;

  private final StringWriter verdict = new StringWriter();
  private String said = "";

  @BeforeAll
  static void start() throws Exception {
    cluster = DemoCluster.inForeground(3, false);
    cluster.start();
  }

  @AfterAll
  static void end() throws Exception {
    cluster.close();
  }

  @Test
  void whatIsRefusedBecomesADeadLetterAndComesBack() {
    run(0, "queue create orders --max-deliveries 1 --dead-letter-queue orders.dead");
    run(0, "send orders tea --property colour=red --property amount:int=5");
    run(0, "receive orders --fail");
    run(0, "send orders coffee");
    run(0, "receive orders --reject");
    run(1, "receive orders --timeout 100ms");

    run(0, "dlq list");
    assertThat(said).contains("orders.dead");
    run(0, "dlq show orders");
    assertThat(said).contains("tea", "coffee", "rejected by hand", "queue orders");
    run(0, "dlq redrive orders.dead --selector amount=5");
    assertThat(said).contains("redrove 1 dead letter of orders.dead");
    run(0, "receive orders -o json");
    assertThat(said).contains("\"body\":\"tea\"");
  }

  @Test
  void oneReceiptFlagsNothingElse() {
    run(0, "send menu tea --count 2");
    run(0, "receive menu");

    run(0, "receive menu");
    assertThat(said).contains("first").doesNotContain("again");
  }

  @Test
  void countsWhatIsDelayedApart() {
    run(0, "send later tea --delay 1h");

    run(0, "queue list later -o json");
    assertThat(said).contains("\"ready\":0", "\"delayed\":1");
    run(0, "queue browse later");
    assertThat(said).contains("no message of queue later is shown", "1 delayed");
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    run(0, "queue create small --max-messages 1 --overflow reject");
    run(0, "send small tea");
    run(1, "send small tea");
    assertThat(said).contains("queue small is full: it holds 1 of at most 1 messages");
    run(1, "send bad..name tea");
    assertThat(said).contains("the destination 'bad..name' has an empty part").hasLineCount(1);
    run(1, "queue create own --dead-letter-queue own");
    assertThat(said).contains("another queue was expected");
    run(1, "queue list --group other");
    assertThat(said).contains("expected one of the cluster's groups: main, found 'other'");
    run(1, "topic show nothing");
    assertThat(said).contains("there is no topic nothing; 'quorate topic list' shows");
    run(0, "queue pause small");
    run(1, "receive small --timeout 100ms");
    assertThat(said).contains("it is paused: 'quorate queue resume small' lets it go on");
  }

  @Test
  void verifiesWhileMastersHandOver() {
    run(0, "verify --seconds 4 --hand-overs 1");
    assertThat(said).contains(" lost=0 duplicates=0 ").contains("failovers=1 gap_median_ms=");
    run(0, "queue list verify.>");
    assertThat(said).hasLineCount(1);

    run(0, "bench failover --seconds 4 --hand-overs 1 -o json");
    assertThat(said).contains("\"lost\":0").contains("\"failovers\":1");
  }

  @Test
  void findsWhatIsMissing() throws Exception {
    CompletableFuture<Integer> verified =
        CompletableFuture.supplyAsync(() -> execute("verify --seconds 8 --window 10", verdict));
    await().atMost(DemoCluster.PATIENCE).until(() -> !execute("queue list verify.>").isBlank());
    String queue = nameOf(execute("queue list verify.> -o json"));
    run(0, "queue pause " + queue);
    await()
        .atMost(DemoCluster.PATIENCE)
        .until(() -> !execute("queue show %s -o json".formatted(queue)).contains("\"ready\":0,"));
    run(0, "queue purge " + queue);
    run(0, "queue resume " + queue);

    assertThat(verified.get()).isEqualTo(1);
    assertThat(verdict.toString()).containsPattern("lost: .*").containsPattern(" lost=[1-9]");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void withoutAMajorityItSaysSo() throws Exception {
    cluster.killMaster();
    cluster.awaitWhole();
    cluster.killMaster();

    run(1, "send orders tea --timeout 2s");
    assertThat(said).contains("has no master for now", "'quorate status' shows").hasLineCount(1);
    run(1, "queue list");
    assertThat(said).contains("has no master for now").hasLineCount(1);
  }

  private static String nameOf(String json) {
    Matcher name = Pattern.compile("\"name\":\"(verify\\.[0-9a-f]+)\"").matcher(json);
    assertThat(name.find()).as(json).isTrue();
    return name.group(1);
  }

  private void run(int expectedExitCode, String command) {
    StringWriter output = new StringWriter();
    int exitCode = execute(command, output);
    said = output.toString();
    assertThat(exitCode).as("%s: %s", command, said).isEqualTo(expectedExitCode);
  }

  private static String execute(String command) {
    StringWriter output = new StringWriter();
    execute(command, output);
    return output.toString().contains("verify.") ? output.toString() : "";
  }

  private static int execute(String command, StringWriter output) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ")));
    arguments.add("--url");
    arguments.add(
        cluster.addresses().stream().map(Object::toString).collect(Collectors.joining(",")));
    PrintWriter writer = new PrintWriter(output, true);
    return Main.execute(arguments, writer, writer);
  }
}
