package io.quorate.broker.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills the master and watches who is next. */
@Command(
    name = "kill-master",
    description = "Kills the master with kill -9, and says how soon another node serves.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate demo kill-master",
      "  quorate demo kill-master --restart",
    })
final class KillMasterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DemoOptions options = new DemoOptions();

  @Option(names = "--restart", description = "Start the killed node again afterwards.")
  private boolean restart;

  @Override
  public Integer call() throws DemoException, IOException {
    DemoFolder folder = options.folder();
    try (DemoCluster cluster = options.take(folder)) {
      refuseWithoutSuccessor(cluster);
      DemoNode killed = kill(cluster);
      if (restart) {
        restart(cluster, killed);
      } else {
        say("node %d stays down until: quorate demo up%s", killed.id(), options.again());
      }
      return ExitCode.OK;
    }
  }

  private void refuseWithoutSuccessor(DemoCluster cluster) throws DemoException {
    long running = cluster.nodes().stream().filter(DemoNode::isRunning).count();
    if (running == 0) {
      throw new DemoException("the demo is down; start it: quorate demo up" + options.again());
    }
    if (running <= DemoOptions.NODE_COUNT / 2 + 1) {
      throw new DemoException(
          "only %d of %d nodes run: without its master nobody could take over; start the others"
                  .formatted(running, DemoOptions.NODE_COUNT)
              + " again: quorate demo up"
              + options.again());
    }
  }

  private DemoNode kill(DemoCluster cluster) throws DemoException, IOException {
    DemoNode killed = cluster.killMaster();
    long begin = System.nanoTime();
    say(
        "killed node %d (process %d), master of epoch %d",
        killed.id(), killed.pid(), killed.epoch());
    DemoNode next = cluster.awaitMasterAfter(killed.epoch());
    say("node %d serves after %d ms, epoch %d", next.id(), millisSince(begin), next.epoch());
    return killed;
  }

  private void restart(DemoCluster cluster, DemoNode killed) throws DemoException, IOException {
    long begin = System.nanoTime();
    cluster.restart(killed.id());
    say("node %d is back as a replica after %d ms", killed.id(), millisSince(begin));
  }

  private static long millisSince(long beginNanos) {
    return Duration.ofNanos(System.nanoTime() - beginNanos).toMillis();
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().println(format.formatted(values));
  }
}
