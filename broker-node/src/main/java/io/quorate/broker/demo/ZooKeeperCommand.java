package io.quorate.broker.demo;

import io.quorate.election.zookeeper.embedded.EmbeddedZooKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A demo's ZooKeeper, as a process of its own. For the demo itself, and so not shown. */
@Command(
    name = ZooKeeperCommand.NAME,
    hidden = true,
    description = "Runs a ZooKeeper of one server until it is told to stop.")
final class ZooKeeperCommand implements Callable<Integer> {
  static final String NAME = "zookeeper";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Its folder.")
  private Path data = Path.of("");

  @Option(names = "--port", required = true, paramLabel = "N", description = "Its port.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(data, port, failed::countDown);
    spec.commandLine().getOut().println("ZooKeeper serves at " + zooKeeper.connectString());
    failed.await();
    throw new IOException("ZooKeeper has failed; its log above says why");
  }
}
