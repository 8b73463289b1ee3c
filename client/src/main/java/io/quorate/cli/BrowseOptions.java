package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.BrowsedMessage;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which messages of a queue are to be shown. */
final class BrowseOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--selector",
      paramLabel = "CONDITION",
      defaultValue = "",
      description = "Only messages for which it is true.")
  private String selector = "";

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      defaultValue = "0",
      description = "Only those behind this position (default: from the head).")
  private long after;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many, 0: all (default: ${DEFAULT-VALUE}).")
  private long limit;

  /** Page after page, so that a long queue is shown as it comes; returns how many there were. */
  long browse(BrokerAdmin admin, String queue, Consumer<BrowsedMessage> show, PrintWriter err)
      throws AdminException {
    if (after < 0 || limit < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "expected --after and --limit of at least 0, found %d and %d".formatted(after, limit));
    }
    long all = limit == 0 ? Long.MAX_VALUE : limit;
    long left = all;
    long next = after;
    do {
      int wanted = (int) Math.min(left, BrokerAdmin.PAGE_MAX);
      BrowsedMessage.Page page = admin.browse(queue, selector, next, wanted);
      page.messages().forEach(show);
      left -= page.messages().size();
      next = page.next();
    } while (next != 0 && left > 0);
    if (next != 0) {
      err.printf("quorate: there may be more; go on with --after %d%n", next);
    }
    return all - left;
  }
}
