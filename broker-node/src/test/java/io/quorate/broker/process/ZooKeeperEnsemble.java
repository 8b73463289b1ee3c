package io.quorate.broker.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One ZooKeeper or an ensemble of them. */
final class ZooKeeperEnsemble implements AutoCloseable {
  private final List<ZooKeeperProcess> members = new ArrayList<>();

  ZooKeeperEnsemble(Path folder, List<Site> sites, int port) throws IOException {
    for (int id = 1; id <= sites.size(); id++) {
      members.add(new ZooKeeperProcess(id, sites, port, folder));
    }
  }

  List<ZooKeeperProcess> members() {
    return members;
  }

  /** Those that are not running. */
  void start() {
    members.stream().filter(member -> !member.isAlive()).forEach(ZooKeeperProcess::start);
  }

  void stop() {
    members.stream().filter(ZooKeeperProcess::isAlive).forEach(ZooKeeperProcess::stop);
  }

  @Override
  public void close() {
    members.forEach(ZooKeeperProcess::close);
  }
}
