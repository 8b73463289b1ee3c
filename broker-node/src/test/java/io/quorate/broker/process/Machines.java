package io.quorate.broker.process;

import io.quorate.broker.process.machine.ClockFaults;
import io.quorate.broker.process.machine.Disk;
import io.quorate.broker.process.machine.FaultLibrary;
import io.quorate.broker.process.machine.Network;
import io.quorate.broker.process.machine.SyncFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * As good as so many machines: some for nodes, each with a disk of its own, and three for
 * ZooKeepers.
 */
final class Machines implements AutoCloseable {
  private static final int ZK_COUNT = 3;
  private static final long DISK_BYTES = 1L << 30;
  private static final NodeProcess.Ports PORTS = new NodeProcess.Ports(61617, 61619, 8161);
  private static final int ZK_PORT = 2181;

  private final List<String> zooKeepers = names("z", ZK_COUNT);
  private final Network network;
  private final List<Disk> disks = new ArrayList<>();
  private final List<SyncFaults> syncFaults = new ArrayList<>();
  private final List<ClockFaults> clockFaults = new ArrayList<>();
  private final Layout layout;

  /**
   * Builds them.
   *
   * @param folder for images, mounts and the ZooKeepers' data
   */
  Machines(Path folder, int nodeCount) throws IOException {
    Files.createDirectories(folder);
    List<String> names = names("n", nodeCount);
    List<String> all = new ArrayList<>(names);
    all.addAll(zooKeepers);
    network = new Network(all);
    try {
      Optional<Path> library = FaultLibrary.build(folder);
      List<Layout.Node> nodes = new ArrayList<>();
      for (String name : names) {
        nodes.add(new Layout.Node(nodeSite(name, folder, library), PORTS));
      }
      List<Site> zkSites =
          zooKeepers.stream().map(name -> site(name, folder.resolve(name), Map.of())).toList();
      layout = new Layout(nodes, zkSites, ZK_PORT);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<String> names(String letter, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(id -> letter + id).toList();
  }

  private Site nodeSite(String name, Path folder, Optional<Path> library) throws IOException {
    Disk disk = new Disk(folder.resolve(name), DISK_BYTES);
    disks.add(disk);
    if (library.isEmpty()) {
      return site(name, disk.folder().resolve("data"), Map.of());
    }
    SyncFaults syncs = new SyncFaults(library.get(), folder.resolve(name + ".sync"), disk.folder());
    syncFaults.add(syncs);
    ClockFaults clock = new ClockFaults(library.get(), folder.resolve(name + ".clock"));
    clockFaults.add(clock);
    Map<String, String> environment = new HashMap<>(syncs.environment());
    environment.putAll(clock.environment());
    return site(name, disk.folder().resolve("data"), environment);
  }

  private Site site(String name, Path data, Map<String, String> environment) {
    return new Site(name, network.address(name), data, network.prefix(name), environment);
  }

  Layout layout() {
    return layout;
  }

  Network network() {
    return network;
  }

  List<String> zooKeepers() {
    return zooKeepers;
  }

  Disk disk(int node) {
    return disks.get(node - 1);
  }

  /** Whether there was a C compiler to make them with. */
  boolean hasFaultLibrary() {
    return !syncFaults.isEmpty();
  }

  SyncFaults syncFaults(int node) {
    return syncFaults.get(node - 1);
  }

  ClockFaults clockFaults(int node) {
    return clockFaults.get(node - 1);
  }

  /** All that is broken and can be mended from outside. */
  void mend() {
    network.mendAll();
    disks.forEach(Disk::free);
    syncFaults.forEach(SyncFaults::pass);
    clockFaults.forEach(ClockFaults::comeBack);
  }

  @Override
  public void close() {
    disks.forEach(Disk::close);
    network.close();
  }
}
