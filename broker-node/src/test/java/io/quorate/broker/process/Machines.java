package io.quorate.broker.process;

import io.quorate.broker.process.machine.ClockFaults;
import io.quorate.broker.process.machine.Disk;
import io.quorate.broker.process.machine.FaultLibrary;
import io.quorate.broker.process.machine.NamespaceNetwork;
import io.quorate.broker.process.machine.Network;
import io.quorate.broker.process.machine.ProxyNetwork;
import io.quorate.broker.process.machine.SyncFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** As good as so many machines: some for nodes, and three for ZooKeepers. */
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
   * Builds them, each with a network and the nodes with disks of their own; needs root.
   *
   * @param folder for images, mounts and the ZooKeepers' data
   */
  static Machines isolated(Path folder, int nodeCount) throws IOException {
    return new Machines(folder, nodeCount, NamespaceNetwork::new, true);
  }

  /** On loopback with proxies in between, and with folders for disks; needs no rights. */
  static Machines behindProxies(Path folder, int nodeCount) throws IOException {
    return new Machines(folder, nodeCount, ProxyNetwork::new, false);
  }

  private Machines(
      Path folder, int nodeCount, Function<List<String>, Network> newNetwork, boolean hasDisks)
      throws IOException {
    Files.createDirectories(folder);
    List<String> names = names("n", nodeCount);
    List<String> all = new ArrayList<>(names);
    all.addAll(zooKeepers);
    network = newNetwork.apply(all);
    try {
      Optional<Path> library = FaultLibrary.build(folder);
      List<Layout.Node> nodes = new ArrayList<>();
      for (String name : names) {
        Path place = folder.resolve(name);
        Path disk = hasDisks ? mountDisk(place) : Files.createDirectories(place);
        Map<String, String> environment =
            library.isPresent() ? harm(library.get(), place, disk) : Map.of();
        nodes.add(new Layout.Node(site(name, disk.resolve("data"), environment), PORTS));
      }
      List<Site> zkSites =
          zooKeepers.stream().map(name -> site(name, folder.resolve(name), Map.of())).toList();
      layout =
          new Layout(
              nodes,
              zkSites,
              ZK_PORT,
              (from, to, port) -> network.road(from.name(), to.name(), port));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<String> names(String letter, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(id -> letter + id).toList();
  }

  private Path mountDisk(Path place) throws IOException {
    Disk disk = new Disk(place, DISK_BYTES);
    disks.add(disk);
    return disk.folder();
  }

  /** Returns what a node has to be started with that is to suffer. */
  private Map<String, String> harm(Path library, Path place, Path disk) throws IOException {
    SyncFaults syncs = new SyncFaults(library, Path.of(place + ".sync"), disk);
    syncFaults.add(syncs);
    ClockFaults clock = new ClockFaults(library, Path.of(place + ".clock"));
    clockFaults.add(clock);
    Map<String, String> environment = new HashMap<>(syncs.environment());
    environment.putAll(clock.environment());
    return environment;
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

  /** Whether the nodes have disks of their own. */
  boolean hasDisks() {
    return !disks.isEmpty();
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
