package io.quorate.broker.process;

import io.quorate.broker.process.machine.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults of the network between nodes and ZooKeepers, each with a name of its own there. */
final class NetworkBreakages {
  private static final Duration FLAP = Duration.ofSeconds(1);

  /** Longer than a session with ZooKeeper lasts that is not renewed. */
  private static final Duration SESSION_OVER = Duration.ofSeconds(20);

  private record Link(String from, String to) {}

  private final ProcessCluster cluster;
  private final Network network;
  private final List<String> zooKeepers;

  NetworkBreakages(ProcessCluster cluster, Network network, List<String> zooKeepers) {
    this.cluster = cluster;
    this.network = network;
    this.zooKeepers = zooKeepers;
  }

  /** Chooses the victims now. */
  Breakage of(Fault fault, Random random) {
    NodeProcess master = cluster.latestMaster();
    List<NodeProcess> replicas = cluster.shuffledOthers(master, random);
    NodeProcess replica = replicas.get(0);
    NodeProcess other = replicas.get(1);
    return switch (fault) {
      case ISOLATE_MASTER -> isolate(master);
      case ISOLATE_REPLICA -> isolate(replica);
      case PART_ALL -> cut(between(cluster.nodes(), cluster.nodes()));
      case CUT_MASTER_FROM_PEERS -> cut(both(master, peers(master)));
      case CUT_MASTER_FROM_ZOOKEEPER -> cut(both(master, zooKeepers));
      case SESSION_EXPIRY -> outlastSession(random.nextBoolean() ? master : replica);
      case MUTE_MASTER ->
          cut(peers(master).stream().map(peer -> new Link(name(master), peer)).toList());
      case ONE_WAY -> {
        List<NodeProcess> pair =
            random.nextBoolean() ? List.of(master, replica) : List.of(replica, other);
        int from = random.nextInt(2);
        yield cut(List.of(new Link(name(pair.get(from)), name(pair.get(1 - from)))));
      }
      case BRIDGE -> {
        // Each half has a quorum together with the bridge, which is the last of the replicas.
        int half = cluster.quorum() - 1;
        List<NodeProcess> halfWithMaster = new ArrayList<>(replicas.subList(half, 2 * half - 1));
        halfWithMaster.add(master);
        yield cut(between(halfWithMaster, replicas.subList(0, half)));
      }
      case FLAPPING -> {
        Breakage link = cut(both(replica, List.of(name(random.nextBoolean() ? master : other))));
        Repetition flapping = new Repetition(FLAP, link.begin(), link.end());
        yield new Breakage(flapping::start, flapping::stop);
      }
      default -> throw new IllegalArgumentException(fault + " is none of the network");
    };
  }

  private Breakage outlastSession(NodeProcess node) {
    Breakage cut = cut(both(node, zooKeepers));
    return new Breakage(
        () -> {
          cut.begin().run();
          Patience.pause(SESSION_OVER);
        },
        cut.end());
  }

  private Breakage isolate(NodeProcess node) {
    List<Link> links = new ArrayList<>(both(node, peers(node)));
    links.addAll(both(node, zooKeepers));
    return cut(links);
  }

  private static List<Link> between(List<NodeProcess> some, List<NodeProcess> others) {
    List<Link> links = new ArrayList<>();
    for (NodeProcess one : some) {
      links.addAll(
          both(
              one,
              others.stream().filter(other -> other != one).map(NetworkBreakages::name).toList()));
    }
    return links.stream().distinct().toList();
  }

  private static List<Link> both(NodeProcess node, List<String> others) {
    List<Link> links = new ArrayList<>();
    for (String other : others) {
      links.add(new Link(name(node), other));
      links.add(new Link(other, name(node)));
    }
    return links;
  }

  private Breakage cut(List<Link> links) {
    return new Breakage(
        () -> links.forEach(link -> network.cut(link.from(), link.to())),
        () -> links.forEach(link -> network.mend(link.from(), link.to())));
  }

  private List<String> peers(NodeProcess node) {
    return cluster.others(node).stream().map(NetworkBreakages::name).toList();
  }

  private static String name(NodeProcess node) {
    return node.site().name();
  }
}
