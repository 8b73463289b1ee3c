package io.quorate.broker.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quorate.broker.config.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves health and metrics. GET and HEAD only, no request has a body, and everything is bounded: a
 * flood of probes costs a few threads and a short queue, and never the node.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

  private static final int THREADS = 3;
  private static final int WAITING_MAX = 64;
  private static final String METRICS = "/metrics";
  private static final String PATHS =
      Arrays.stream(HealthCheck.values()).map(HealthCheck::path).collect(Collectors.joining(", "))
          + ", "
          + METRICS;

  private final HttpServer http;
  private final ThreadPoolExecutor threads;
  private final NodeHealth health;
  private final NodeMetrics metrics;

  private AdminServer(HttpServer http, NodeHealth health, NodeMetrics metrics) {
    this.http = http;
    this.health = health;
    this.metrics = metrics;
    this.threads = boundedThreads();
  }

  /**
   * Gives the JDK's server, which has no limits of its own, a time for each request and a number of
   * connections. They are the JVM's and read once, so only a process of its own calls this, before
   * its first server starts.
   */
  public static void limitRequestsOfThisJvm() {
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
    System.setProperty("jdk.httpserver.maxConnections", "256");
  }

  /** Listens at once. The exception says which key to change. */
  public static AdminServer start(HostPort listen, NodeHealth health, NodeMetrics metrics)
      throws IOException {
    HttpServer http = HttpServer.create();
    try {
      http.bind(
          new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()), WAITING_MAX);
    } catch (UnknownHostException e) {
      throw bindFailure(listen, "no such host; correct bind.admin", e);
    } catch (BindException e) {
      throw bindFailure(
          listen,
          "the port is taken or the address is not this machine's ("
              + e.getMessage()
              + "); change ports.admin, portOffset or bind.admin",
          e);
    }
    AdminServer server = new AdminServer(http, health, metrics);
    http.setExecutor(server.threads);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  private static BindException bindFailure(HostPort listen, String reason, IOException cause) {
    BindException failure =
        new BindException("cannot listen on " + listen + " for health and metrics: " + reason);
    failure.initCause(cause);
    return failure;
  }

  /**
   * When all threads and the queue are busy the accepting thread works too, so new connections wait
   * outside.
   */
  private static ThreadPoolExecutor boundedThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            AdminServer::daemon,
            new ThreadPoolExecutor.CallerRunsPolicy());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "quorate-admin");
    thread.setDaemon(true);
    return thread;
  }

  /** The port, also when any free one was asked for. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** Stops listening and drops requests in progress. */
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = replyTo(exchange);
      } catch (RuntimeException | IOException e) {
        LOG.warn(
            "Cannot answer {} {}",
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            e);
        reply = Reply.text(500, "the node cannot tell; its log says why\n");
      }
      send(exchange, reply);
    }
  }

  private Reply replyTo(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Reply.text(405, "only GET and HEAD are answered here\n");
    }
    if (hasBody(exchange.getRequestHeaders())) {
      return Reply.text(413, "no request here has a body\n");
    }
    String path = exchange.getRequestURI().getPath();
    if (METRICS.equals(path)) {
      return metricsPage();
    }
    for (HealthCheck check : HealthCheck.values()) {
      if (check.path().equals(path)) {
        HealthPage page = HealthPage.of(check, health);
        return new Reply(page.isHealthy() ? 200 : 503, "application/json", utf8(page.json()));
      }
    }
    return Reply.text(404, "there are " + PATHS + "\n");
  }

  private static boolean hasBody(Headers headers) {
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }

  private Reply metricsPage() throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream(16 * 1024);
    metrics.writeTo(page);
    return new Reply(200, NodeMetrics.CONTENT_TYPE, page.toByteArray());
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Content-Security-Policy", "default-src 'none'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(reply.body().length));
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    exchange.getResponseBody().write(reply.body());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, only sent
  private record Reply(int status, String contentType, byte[] body) {
    static Reply text(int status, String text) {
      return new Reply(status, "text/plain; charset=utf-8", utf8(text));
    }
  }
}
