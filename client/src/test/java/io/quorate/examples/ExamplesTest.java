package io.quorate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Consumer;
import io.quorate.client.FakeCluster;
import io.quorate.client.Message;
import io.quorate.client.QuorateClient;
import io.quorate.client.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final FakeCluster cluster = new FakeCluster();
  private String url;
  private QuorateClient client;

  @BeforeEach
  void start() throws IOException {
    url = cluster.elect(cluster.start(1)).address();
    client = QuorateClient.connect(url);
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    cluster.kill();
  }

  @Test
  void sendsAndReceives() {
    assertThat(Examples.sendAndReceive(url)).isEqualTo("one tea, please");
  }

  @Test
  void needsTenLines() {
    Examples.tenLines(url);

    assertThat(cluster.log()).containsExactly("one tea, please");
  }

  @Test
  void sendsMany() {
    assertThat(Examples.sendMany(client)).isEqualTo(1_000);
    assertThat(cluster.log()).hasSize(1_000).startsWith("order 0", "order 1");
  }

  @Test
  void judgesFailures() {
    assertThat(Examples.sendAndJudge(client.producer("orders"), Examples.describe()))
        .isEqualTo("stored");
    assertThat(Examples.sendAndJudge(client.producer("orders"), Message.of(new byte[2_000_000])))
        .startsWith("give up: TOO_LARGE");
  }

  @Test
  void settles() {
    List.of("good", "bad").forEach(client.producer("orders")::send);

    try (Consumer consumer = client.consumer("orders")) {
      assertThat(Examples.settle(consumer)).containsExactly("good", "bad");
    }
    assertThat(cluster.deadCount("orders")).isEqualTo(1);
  }

  @Test
  void settlesAndKnows() {
    client.producer("orders").send("good");

    assertThat(Examples.settleAndKnow(client.consumer("orders").receive()))
        .isEqualTo(Settlement.Result.SETTLED);
  }

  @Test
  void handles() throws InterruptedException {
    Examples.sendMany(client);
    Examples.handle(client, 1_000);
    Examples.select(client);
  }

  @Test
  void transacts() {
    client.producer("orders").send("tea");

    Examples.transact(client, client.consumer("orders").receive());

    assertThat(cluster.log()).containsExactly("tea", "for tea", "one");
  }

  @Test
  void requests() {
    assertThat(Examples.request(client)).isEqualTo("3.50");
  }

  @Test
  void subscribes() {
    // The nodes here know no patterns; the real ones are asked elsewhere.
    assertThat(Examples.look(client)).isEmpty();
  }

  @Test
  void areWhatTheDocumentationShows() throws IOException {
    String code =
        flat(Files.readString(Path.of("src/test/java/io/quorate/examples/Examples.java")));
    int count = 0;
    for (String page : List.of("README.md", "docs/getting-started.md", "docs/java-client.md")) {
      Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", page)));
      for (; blocks.find(); count++) {
        assertThat(code).as(page).contains(flat(blocks.group(1)));
      }
    }
    assertThat(count).isGreaterThan(10);
  }

  /** Without indentation and line breaks. */
  private static String flat(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
