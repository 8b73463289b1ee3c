package io.quorate.broker.process;

import io.quorate.broker.process.machine.SyncFaults;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Faults of disks and of what is on them. */
final class DiskBreakages {
  private static final int FLIPS = 3;
  private static final int TRUNCATED_BYTES_MAX = 4096;

  private final ProcessCluster cluster;
  private final Machines machines;
  private final List<NodeProcess> unlucky;

  /**
   * For a run.
   *
   * @param unlucky a minority, whose data alone is ever spoilt: damage may lie undiscovered
   */
  DiskBreakages(ProcessCluster cluster, Machines machines, List<NodeProcess> unlucky) {
    this.cluster = cluster;
    this.machines = machines;
    this.unlucky = unlucky;
  }

  /** Chooses the victims now. */
  Breakage of(Fault fault, Random random) {
    NodeProcess any = cluster.node(1 + random.nextInt(cluster.nodes().size()));
    NodeProcess master = cluster.latestMaster();
    NodeProcess victim = unlucky.get(random.nextInt(unlucky.size()));
    return switch (fault) {
      case POWER_CUT_ONE -> cutPower(List.of(any));
      case POWER_CUT_QUORUM -> cutPower(quorumWith(master, random));
      case POWER_CUT_ALL -> cutPower(cluster.nodes());
      case DISK_FULL -> fill(List.of(any));
      case DISK_FULL_ALL -> fill(cluster.nodes());
      case SLOW_SYNC -> {
        Duration time = Duration.ofMillis(200 + random.nextInt(1_800));
        yield new Breakage(() -> syncs(any).delay(time), () -> syncs(any).pass());
      }
      case HANGING_SYNC -> new Breakage(() -> syncs(master).hang(), () -> syncs(master).pass());
      case FAILING_SYNC -> new Breakage(() -> syncs(any).failOnce(), () -> syncs(any).pass());
      case WIPE_AND_READMIT -> spoil(victim, victim::wipe);
      case BIT_FLIP -> spoil(victim, () -> flipBits(victim, random));
      case TRUNCATION -> spoil(victim, () -> truncate(victim, random));
      case OLD_IMAGE -> new Breakage(() -> keepImage(victim), () -> returnToImage(victim));
      default -> throw new IllegalArgumentException(fault + " is none of disks");
    };
  }

  private List<NodeProcess> quorumWith(NodeProcess master, Random random) {
    List<NodeProcess> quorum = new ArrayList<>(List.of(master));
    quorum.addAll(cluster.shuffledOthers(master, random).subList(0, cluster.quorum() - 1));
    return quorum;
  }

  private SyncFaults syncs(NodeProcess node) {
    return machines.syncFaults(node.id());
  }

  /** All stand still before the first copy is made, as if it were one moment. */
  private Breakage cutPower(List<NodeProcess> victims) {
    return new Breakage(
        () -> {
          victims.forEach(NodeProcess::freeze);
          victims.forEach(node -> machines.disk(node.id()).keepCopy());
          victims.forEach(NodeProcess::kill);
          victims.forEach(node -> machines.disk(node.id()).returnToCopy());
        },
        () -> victims.forEach(NodeProcess::start));
  }

  private Breakage fill(List<NodeProcess> victims) {
    return new Breakage(
        () -> victims.forEach(node -> machines.disk(node.id()).fillUp()),
        () -> victims.forEach(node -> machines.disk(node.id()).free()));
  }

  private static Breakage spoil(NodeProcess victim, Runnable damage) {
    return new Breakage(
        () -> {
          victim.kill();
          damage.run();
        },
        victim::start);
  }

  private void keepImage(NodeProcess victim) {
    victim.freeze();
    machines.disk(victim.id()).keepCopy();
    victim.resume();
  }

  private void returnToImage(NodeProcess victim) {
    victim.kill();
    machines.disk(victim.id()).returnToCopy();
    victim.start();
  }

  private static void flipBits(NodeProcess victim, Random random) {
    for (int i = 0; i < FLIPS; i++) {
      try (RandomAccessFile file = new RandomAccessFile(anyFile(victim, random).toFile(), "rw")) {
        long at = random.nextLong(file.length());
        file.seek(at);
        int flipped = file.read() ^ (1 << random.nextInt(Byte.SIZE));
        file.seek(at);
        file.write(flipped);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void truncate(NodeProcess victim, Random random) {
    try (RandomAccessFile file = new RandomAccessFile(anyFile(victim, random).toFile(), "rw")) {
      file.setLength(Math.max(0, file.length() - 1 - random.nextInt(TRUNCATED_BYTES_MAX)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path anyFile(NodeProcess victim, Random random) throws IOException {
    try (Stream<Path> walk = Files.walk(victim.site().data())) {
      List<Path> files = walk.filter(DiskBreakages::hasContents).sorted().toList();
      return files.get(random.nextInt(files.size()));
    }
  }

  private static boolean hasContents(Path path) {
    return Files.isRegularFile(path) && path.toFile().length() > 0;
  }
}
