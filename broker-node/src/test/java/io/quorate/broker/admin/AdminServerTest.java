package io.quorate.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.broker.config.HostPort;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {

  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  private final StubHealth health = new StubHealth();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    NodeMetrics metrics = new NodeMetrics("1.0", "abc");
    metrics.watchGroups(health::groups);
    server = AdminServer.start(ANY_PORT, health, metrics);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void healthyNodeAnswersEveryCheck() throws Exception {
    for (String check : List.of("live", "started", "ready", "quorum")) {
      HttpResponse<String> response = get("/health/" + check);

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .isEqualTo(
              "{\"check\":\""
                  + check
                  + "\",\"healthy\":true,\"node\":\"1\",\"reasons\":[],\"groups\":"
                  + "[{\"group\":\"main\",\"role\":\"master\",\"epoch\":7,\"master\":\"1\"}]}\n");
    }
  }

  @Test
  void startingNodeIsAliveAndNothingElse() throws Exception {
    health.startWaits = List.of("waits for ZooKeeper at \"zk1:2181\"\n");

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/started").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/quorum").statusCode()).isEqualTo(503);
    assertThat(get("/health/started").body())
        .contains("\"reasons\":[\"waits for ZooKeeper at \\\"zk1:2181\\\"\\u000a\"]");
  }

  @Test
  void stalledNodeIsNeitherAliveNorReady() throws Exception {
    health.stalls = List.of("the log writer has made no progress for 12s");

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/started").statusCode()).isEqualTo(200);
  }

  @Test
  void masterWithoutQuorumSaysHowManyAreMissing() throws Exception {
    health.group = facts(GroupRole.MASTER, true, NodeId.of(1), 1);

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/quorum").statusCode()).isEqualTo(503);
    assertThat(get("/health/quorum").body())
        .contains("group main: 1 nodes in touch, a quorum needs 2");
  }

  @Test
  void replicaIsReadyWhileItFollowsAMaster() throws Exception {
    health.group = facts(GroupRole.REPLICA, true, NodeId.of(2), GroupFacts.UNKNOWN);

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/quorum").statusCode()).isEqualTo(200);
  }

  @Test
  void replicaWithoutMasterSaysWhatItWaitsFor() throws Exception {
    health.group = facts(GroupRole.REPLICA, false, null, GroupFacts.UNKNOWN);

    assertThat(get("/health/ready").body())
        .contains("\"reasons\":[\"group main: looks for a master\"]");
    assertThat(get("/health/quorum").body())
        .contains("\"reasons\":[\"group main: no master; looks for a master\"]");
  }

  @Test
  void metricsComeAsText() throws Exception {
    HttpResponse<String> response = get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(response.body()).contains("quorate_leader_epoch{group=\"main\"} 7.0");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    for (String path : List.of("/metrics", "/health/live", "/nothing")) {
      assertThat(get(path).headers().map())
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("x-frame-options", List.of("DENY"))
          .containsEntry("content-security-policy", List.of("default-src 'none'"));
    }
  }

  @Test
  void headAnswersWithoutABody() throws Exception {
    HttpResponse<String> response =
        send(request("/health/live").method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValueAsLong("Content-Length"))
        .hasValue(get("/health/live").body().length());
  }

  @Test
  void refusesOtherMethodsPathsAndBodies() throws Exception {
    HttpResponse<String> post = send(request("/health/live").POST(BodyPublishers.ofString("x")));
    HttpResponse<String> body =
        send(request("/health/live").method("GET", BodyPublishers.ofString("x")));

    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(body.statusCode()).isEqualTo(413);
    assertThat(get("/health/live/x").statusCode()).isEqualTo(404);
    assertThat(get("/").body())
        .isEqualTo(
            "there are /health/live, /health/started, /health/ready, /health/quorum, /metrics\n");
  }

  @Test
  void aFactThatCannotBeToldIsAnErrorAndNoMore() throws Exception {
    health.failure = new IllegalStateException("secret detail");

    assertThat(get("/health/ready").statusCode()).isEqualTo(500);
    assertThat(get("/health/ready").body()).isEqualTo("the node cannot tell; its log says why\n");
    assertThat(get("/metrics").statusCode()).isEqualTo(500);

    health.failure = null;
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void takenPortIsNamedWithTheKeysThatChangeIt() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort taken = new HostPort("127.0.0.1", other.getLocalPort());

      assertThatThrownBy(() -> AdminServer.start(taken, health, new NodeMetrics("1.0", "abc")))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith(
              "cannot listen on " + taken + " for health and metrics: the port is taken")
          .hasMessageEndingWith("change ports.admin, portOffset or bind.admin");
    }
  }

  @Test
  void unknownHostIsNamedWithItsKey() {
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    new HostPort("no.such.host.invalid", 0), health, new NodeMetrics("1.0", "abc")))
        .hasMessage(
            "cannot listen on no.such.host.invalid:0 for health and metrics: no such host; correct bind.admin");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static GroupFacts facts(
      GroupRole role, boolean ready, @Nullable NodeId master, int available) {
    String explanation = ready ? "all is well" : "looks for a master";
    return new GroupFacts(
        GroupId.MAIN, role, 7, ready, master, explanation, 2, available, 1, 9, 8, 8, List.of());
  }

  /** A node that says what a test wants. */
  private static final class StubHealth implements NodeHealth {
    private volatile List<String> startWaits = List.of();
    private volatile List<String> stalls = List.of();
    private volatile GroupFacts group = facts(GroupRole.MASTER, true, NodeId.of(1), 3);
    private volatile @Nullable IllegalStateException failure;

    @Override
    public NodeId nodeId() {
      return NodeId.of(1);
    }

    @Override
    public List<String> startWaits() {
      return startWaits;
    }

    @Override
    public List<String> stalls() {
      return stalls;
    }

    @Override
    public List<GroupFacts> groups() {
      IllegalStateException thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
      return List.of(group);
    }
  }
}
