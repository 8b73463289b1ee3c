package io.quorate.broker.sim;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.client.history.HistoryReport;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.sim.Nemesis;
import io.quorate.replication.sim.Operator;
import io.quorate.replication.sim.SimSeat;
import io.quorate.replication.sim.SimWorld;
import io.quorate.replication.sim.Workload;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Clients of all groups, and what must be true of what they saw. */
final class BrokerWorkload implements Workload {
  private static final int LISTED_MAX = 1_000;

  private record Stall(Market market, MarketPlan plan, Ballast ballast) {}

  private final SimWorld world;
  private final Operator operator;
  private final TreeMap<GroupId, Stall> stalls = new TreeMap<>();

  BrokerWorkload(
      SimWorld world, Nemesis nemesis, SplittableRandom random, @Nullable BrokerMutant mutant) {
    this.world = world;
    this.operator = new Operator(world, nemesis, random);
    for (GroupId group : world.groups()) {
      Market market = new Market(world, group, random.split(), mutant);
      stalls.put(group, new Stall(market, new MarketPlan(market), new Ballast(world, group)));
    }
  }

  @Override
  public void start() {
    for (Stall stall : stalls.values()) {
      stall.plan.admin().begin();
      stall.plan.clients().forEach(SimClient::begin);
    }
    operator.operate();
  }

  @Override
  public void beDiligent() {
    operator.beDiligent();
    stalls.values().forEach(stall -> stall.market.becomeCalm());
  }

  @Override
  public void stopProducing() {
    stalls.values().forEach(stall -> stall.market.stopProducing());
  }

  @Override
  public boolean hasCommittedSince(GroupId group, long sinceNanos) {
    Stall stall = stalls.get(group);
    return stall != null && stall.market.hasCommittedSince(sinceNanos);
  }

  // ── rest ──

  @Override
  public String whatIsMissing() {
    for (Stall stall : stalls.values()) {
      String missing = whatIsMissing(stall);
      if (!missing.isEmpty()) {
        return missing;
      }
    }
    return "";
  }

  private static String whatIsMissing(Stall stall) {
    String missing = stall.plan.admin().whatIsMissing();
    for (SimClient client : stall.plan.clients()) {
      missing = missing.isEmpty() ? client.whatIsMissing() : missing;
    }
    missing = missing.isEmpty() ? whatWaits(stall.market) : missing;
    return missing.isEmpty() ? stall.ballast.whatIsMissing() : missing;
  }

  private static String whatWaits(Market market) {
    BrokerService master = market.master();
    if (master == null) {
      return "there is no master";
    }
    BrokerView view = master.view();
    for (DestinationKind kind : DestinationKind.values()) {
      for (BrokerView.DestinationView it : view.destinations(kind, "", LISTED_MAX)) {
        if (it.delayed() > 0 || (kind == DestinationKind.QUEUE && it.messages() > 0)) {
          return "%s holds %d messages and %d that are not due"
              .formatted(it.address(), it.messages(), it.delayed());
        }
      }
    }
    for (BrokerView.SubscriptionView it : view.subscriptions()) {
      if (it.backlog() > 0) {
        return "%s holds %d messages".formatted(it.key(), it.backlog());
      }
    }
    return "";
  }

  @Override
  public void checkAtRest() {
    for (Stall stall : stalls.values()) {
      HistoryReport report = stall.market.history.report();
      require(report.isClean(), "TotalQueue", report.describe());
      world.runningSeats(stall.market.group).forEach(seat -> check(stall.market, seat));
    }
  }

  private static void check(Market market, SimSeat seat) {
    BrokerService service = (BrokerService) seat.service();
    BrokerService master = market.master();
    if (service == null || master == null) {
      return;
    }
    BrokerView view = service.view();
    require(
        !view.exists(Address.queue("DLQ.patient")),
        "NoDeathByFailover",
        "a message is dead at node " + seat.node() + " that nobody failed");
    for (SimProducer producer : market.producers()) {
      require(
          view.lastSequence(producer.id()) == master.view().lastSequence(producer.id()),
          "ProducersKept",
          "node %s has %d as the last message of producer %d, its master %d"
              .formatted(
                  seat.node(),
                  view.lastSequence(producer.id()),
                  producer.number(),
                  master.view().lastSequence(producer.id())));
    }
  }

  private static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new InvariantViolated(invariant, what);
    }
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> sum = new LinkedHashMap<>();
    for (Stall stall : stalls.values()) {
      stall.market.tally.counters().forEach((name, count) -> sum.merge(name, count, Long::sum));
      HistoryReport report = stall.market.history.report();
      sum.merge("recovered", report.recovered(), Long::sum);
    }
    return sum;
  }
}
