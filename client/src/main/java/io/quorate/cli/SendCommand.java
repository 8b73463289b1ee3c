package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Durability;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.admin.AdminException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends messages and waits until they are confirmed. */
@Command(
    name = "send",
    description = {
      "Sends messages to a queue or topic and waits until they are confirmed:",
      "on disk on a majority of the nodes. Stops at the first that is not.",
      "Exit code 0: all were confirmed; 1: some were not."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate send orders 'one tea, please'",
      "  quorate send orders --file order.json --priority 9 --property amount:int=5",
      "  cat orders.txt | quorate send orders --lines",
      "  quorate send prices.tea 2.50 --topic --ttl 1h"
    })
final class SendCommand implements Callable<Integer> {
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MessageOptions options = new MessageOptions();

  @Parameters(index = "0", paramLabel = "DESTINATION", description = "The queue, or topic.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "BODY",
      description = "The body (default: from --file or standard input).")
  private @Nullable String body;

  @Option(names = "--topic", description = "The destination is a topic.")
  private boolean isTopic;

  @Option(names = "--file", paramLabel = "FILE", description = "Read the body from this file.")
  private @Nullable Path file;

  @Option(names = "--lines", description = "Every line of the input is a message of its own.")
  private boolean lines;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Send the body so many times (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Within which every message is confirmed or not (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Override
  public Integer call() throws AdminException, IOException, InterruptedException {
    Main main = Main.of(spec);
    requireSense();
    Destination to =
        Main.checked(spec, "", () -> isTopic ? Destination.topic(name) : Destination.queue(name));
    Message template = Main.checked(spec, "", options::template);
    ProducerOptions producerOptions =
        Main.checked(spec, "--timeout: ", () -> ProducerOptions.builder().timeout(timeout).build());
    try (InputStream in = open();
        QuorateClient client = main.connect(ClientOptions.builder(), timeout);
        Producer producer = client.producer(to, producerOptions)) {
      Bodies bodies = bodies(in);
      SendTally tally = send(bodies, template, producer);
      return report(tally, to);
    }
  }

  private void requireSense() {
    if (count < 1) {
      throw usage("expected --count of at least 1, found " + count);
    }
    if (body != null && file != null) {
      throw usage("expected one body, found an argument and --file");
    }
    if (lines && (body != null || count > 1)) {
      throw usage("expected --lines with --file or standard input, and without --count");
    }
    // Somebody at a terminal who forgot the body would wait for ever.
    if (body == null && file == null && !lines && Progress.isTerminal()) {
      throw usage("expected a body as an argument, with --file or on standard input");
    }
  }

  private ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private InputStream open() throws IOException {
    if (body != null) {
      return InputStream.nullInputStream();
    }
    if (file != null && Files.isDirectory(file)) {
      throw new IOException("expected a file, found the folder " + file);
    }
    return file == null ? System.in : Files.newInputStream(file);
  }

  private Bodies bodies(InputStream in) throws IOException {
    if (body != null) {
      return Bodies.repeated(body.getBytes(StandardCharsets.UTF_8), count);
    }
    return lines ? Bodies.lines(in) : Bodies.repeated(Bodies.whole(in), count);
  }

  private SendTally send(Bodies bodies, Message template, Producer producer)
      throws IOException, InterruptedException {
    SendTally tally = new SendTally();
    Progress progress = Progress.onTerminal();
    byte[] next = bodies.next();
    while (next != null && tally.firstFailure() == null) {
      tally.begun();
      long sentNanos = System.nanoTime();
      var unused =
          producer
              .sendAsync(template.toBuilder().body(next).build())
              .whenComplete((confirmed, failure) -> tally.ended(sentNanos, confirmed, failure));
      progress.show(tally.confirmed(), lines ? 0 : count);
      next = bodies.next();
    }
    tally.awaitAll(timeout.plus(CLOSE_MARGIN));
    progress.clear();
    return tally;
  }

  private int report(SendTally tally, Destination to) {
    tally.end();
    PrintWriter out = spec.commandLine().getOut();
    Confirmation last = tally.last();
    if (tally.confirmed() == 1 && last != null) {
      out.println("confirmed %s: %s".formatted(to, place(last)));
    } else if (tally.confirmed() + tally.notStored() + tally.unknown() > 1) {
      out.println(
          "confirmed=%d not_stored=%d unknown=%d seconds=%.1f rate=%.0f/s"
              .formatted(
                  tally.confirmed(),
                  tally.notStored(),
                  tally.unknown(),
                  tally.seconds(),
                  tally.confirmed() / tally.seconds()));
    }
    Throwable failure = tally.firstFailure();
    if (failure instanceof QuorateException known) {
      throw known;
    }
    if (failure != null) {
      throw new IllegalStateException("the client met an error of its own", failure);
    }
    return tally.unknown() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String place(Confirmation confirmation) {
    return confirmation.durability() == Durability.MEMORY
        ? "in the master's memory"
        : "on disk on %d nodes, entry %d of epoch %d"
            .formatted(confirmation.syncedNodes(), confirmation.index(), confirmation.epoch());
  }
}
