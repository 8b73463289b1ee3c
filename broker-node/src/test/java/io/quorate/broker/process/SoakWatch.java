package io.quorate.broker.process;

import io.quorate.broker.process.Course.Span;
import io.quorate.broker.process.CoursePlot.Panel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at all nodes every few seconds, and slows a replica in between. */
final class SoakWatch {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int LOOKS_PER_LINE = 12;

  private final ProcessCluster cluster;
  private final SoakTraffic traffic;
  private final SlowReplica slow;
  private final Consumer<String> out;
  private final Map<Vital, List<Course>> vitals = new EnumMap<>(Vital.class);
  private final Course confirmed = new Course("confirmed");
  private final Course received = new Course("received");
  private Stopwatch watch = new Stopwatch();
  private double lastSeconds;
  private long lastConfirmed;
  private long lastReceived;

  SoakWatch(ProcessCluster cluster, SoakTraffic traffic, Consumer<String> out) {
    this.cluster = cluster;
    this.traffic = traffic;
    this.out = out;
    slow = new SlowReplica(cluster);
    NodeProcess master = cluster.latestMaster();
    for (Vital vital : Vital.values()) {
      vitals.put(vital, cluster.nodes().stream().map(node -> course(node, master)).toList());
    }
  }

  private Course course(NodeProcess node, NodeProcess master) {
    return new Course(node == master ? "master" : node == slow.node() ? "slow replica" : "replica");
  }

  /** From now on for so long. */
  void watch(Duration time) throws IOException {
    watch = new Stopwatch();
    lastConfirmed = traffic.confirmed();
    lastReceived = traffic.received();
    for (int looks = 1; LOOK.multipliedBy(looks).compareTo(time) <= 0; looks++) {
      slow.pulse();
      awaitTime(LOOK.multipliedBy(looks));
      look(looks);
      if (looks % LOOKS_PER_LINE == 0) {
        out.accept(line());
      }
    }
  }

  private void awaitTime(Duration due) {
    long leftMillis = due.toMillis() - (long) (watch.seconds() * 1_000);
    if (leftMillis > 0) {
      Patience.pause(Duration.ofMillis(leftMillis));
    }
  }

  private void look(int looks) throws IOException {
    traffic.check();
    cluster.checkAlive();
    double now = watch.seconds();
    lookAtRates(now);
    for (Map.Entry<Vital, List<Course>> entry : vitals.entrySet()) {
      Vital vital = entry.getKey();
      for (NodeProcess node : cluster.nodes()) {
        // A look at the heap costs a full collection: one node's at a time.
        if (vital != Vital.HEAP || looks % cluster.nodes().size() == node.id() - 1) {
          entry.getValue().get(node.id() - 1).add(now, vital.of(node));
        }
      }
    }
  }

  private void lookAtRates(double now) {
    long confirmedNow = traffic.confirmed();
    long receivedNow = traffic.received();
    confirmed.add(now, (confirmedNow - lastConfirmed) / (now - lastSeconds));
    received.add(now, (receivedNow - lastReceived) / (now - lastSeconds));
    lastConfirmed = confirmedNow;
    lastReceived = receivedNow;
    lastSeconds = now;
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "t=%.0fs confirmed=%.0f/s received=%.0f/s %s",
        watch.seconds(),
        confirmed.last(),
        received.last(),
        vitals.entrySet().stream()
            .map(
                entry ->
                    entry.getKey().title().replace(' ', '_').replace(",_", "_")
                        + "="
                        + entry.getValue().stream()
                            .map(course -> Long.toString(Math.round(course.last())))
                            .collect(Collectors.joining("/")))
            .collect(Collectors.joining(" ")));
  }

  /** By node, in their order; named after what they were at the beginning. */
  Map<Vital, List<Course>> vitals() {
    return vitals;
  }

  double meanConfirmedPerSecond() {
    return confirmed.mean(new Span(0, lastSeconds));
  }

  double seconds() {
    return lastSeconds;
  }

  boolean isSteady() {
    Steadiness steadiness = new Steadiness(lastSeconds);
    return vitals.values().stream()
        .flatMap(List::stream)
        .allMatch(course -> steadiness.compare(course).isSteady());
  }

  String plot() {
    List<Panel> panels = new ArrayList<>();
    vitals.forEach((vital, courses) -> panels.add(new Panel(vital.title(), courses)));
    panels.add(new Panel("messages per second", List.of(confirmed, received)));
    return CoursePlot.svg(panels, lastSeconds);
  }
}
