package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.NodeStatus;
import io.quorate.client.verify.Verification;
import io.quorate.client.verify.VerifyReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A verification of the cluster at {@code --url}: hands over when it is due, and shows how it is.
 */
final class VerifyRun {
  private static final long STEP_MILLIS = 200;

  private final Main main;
  private final VerifyOptions options;
  private final PrintWriter err;
  private final boolean isLive = Progress.isTerminal();
  private int handedOver;
  private long shownEpoch;
  private long shownNanos = System.nanoTime();
  private long shownConfirmed;
  private long shownReceived;

  VerifyRun(Main main, VerifyOptions options, PrintWriter err) {
    this.main = main;
    this.options = options;
    this.err = err;
  }

  VerifyReport run() throws Exception {
    Verification verification =
        new Verification(
            new Verification.Access() {
              @Override
              public QuorateClient connect() throws AdminException {
                return main.connect(ClientOptions.builder());
              }

              @Override
              public BrokerAdmin admin() {
                return main.admin();
              }
            },
            options.load());
    try (ClusterAdmin cluster = main.cluster()) {
      return verification.run(running -> watch(running, cluster));
    } finally {
      clear();
    }
  }

  private void watch(Verification running, ClusterAdmin cluster) throws InterruptedException {
    long startNanos = System.nanoTime();
    long totalNanos = Duration.ofSeconds(options.seconds()).toNanos();
    int handOvers = options.handOvers();
    long passedNanos = 0;
    while (passedNanos < totalNanos && !running.hasFailed()) {
      // Evenly, with half a pause at either end.
      boolean isDue = passedNanos * handOvers * 2 >= totalNanos * (2L * handedOver + 1);
      if (handedOver < handOvers && isDue) {
        handOver(cluster);
      }
      show(running, cluster);
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      passedNanos = System.nanoTime() - startNanos;
    }
  }

  /** While there is no master it is tried again at the next step. */
  private void handOver(ClusterAdmin cluster) {
    try {
      handedOver += cluster.master(main.group()).handOver(main.group()) ? 1 : 0;
    } catch (AdminException e) {
      say("cannot hand over now: " + e.getMessage());
    }
  }

  private void show(Verification running, ClusterAdmin cluster) {
    if (running.epoch() > shownEpoch) {
      if (shownEpoch > 0) {
        say("the master of epoch %d confirms".formatted(running.epoch()));
      }
      shownEpoch = running.epoch();
    }
    long now = System.nanoTime();
    double seconds = (now - shownNanos) / 1e9;
    if (isLive && seconds >= 1) {
      shownNanos = now;
      show(running.report(), seconds, roles(cluster));
    }
  }

  private void show(VerifyReport report, double seconds, String roles) {
    long confirmed = report.history().confirmed();
    long received = report.history().received();
    err.print(
        String.format(
            Locale.ROOT,
            "\r%-100s",
            "  confirmed %,d (%,.0f/s)  received %,d (%,.0f/s)  longest gap %d ms  %s"
                .formatted(
                    confirmed,
                    (confirmed - shownConfirmed) / seconds,
                    received,
                    (received - shownReceived) / seconds,
                    report.longestGapMillis(),
                    roles)));
    err.flush();
    shownConfirmed = confirmed;
    shownReceived = received;
  }

  /** {@code 1 replica, 2 master, ? down}. */
  private String roles(ClusterAdmin cluster) {
    return cluster.statuses().stream()
        .map(answer -> role(answer.answer()))
        .collect(Collectors.joining(", "));
  }

  private String role(@Nullable NodeStatus node) {
    return node == null
        ? "? down"
        : node.group(main.group())
            .map(group -> node.node() + " " + Amounts.word(group.role()))
            .orElse(node.node() + " without the group");
  }

  private void say(String text) {
    clear();
    err.println(text);
  }

  private void clear() {
    if (isLive) {
      err.print("\r" + " ".repeat(100) + "\r");
    }
  }
}
