package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Receives messages and shows them. */
@Command(
    name = "receive",
    description = {
      "Receives messages of a queue or of topics, shows and acknowledges them.",
      "Exit code 0: as many came as were wanted; 1: fewer came in time."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate receive orders",
      "  quorate receive orders --count 0 --timeout 10s --selector \"colour = 'red'\" -o json",
      "  quorate receive 'prices.>' --topic --durable billing --client-id accounts --timeout 1h",
      "  quorate receive orders --no-ack -o raw >order.json",
      "  quorate receive orders --reject"
    })
final class ReceiveCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON,
    RAW
  }

  private static final int PREFETCH_MAX = 1_000;
  private static final int HELD_MAX = 10_000;
  private static final Duration SETTLE_MAX = Duration.ofSeconds(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SOURCE",
      description = "The queue; with --topic a topic or a pattern of topics.")
  private String name = "";

  @Option(names = "--topic", description = "The source is a topic or a pattern of topics.")
  private boolean isTopic;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "How many; 0: all that come in time (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "How long each message is waited for (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--selector",
      paramLabel = "CONDITION",
      defaultValue = "",
      description = "Only messages for which it is true.")
  private String selector = "";

  @Option(
      names = "--no-ack",
      negatable = true,
      description = "Give the messages back at the end; they then come again, flagged.")
  private boolean isNotAcknowledged;

  @Option(
      names = "--fail",
      description = {
        "Say of each that it could not be processed: an attempt is counted, and it comes again,",
        "or becomes a dead letter."
      })
  private boolean isFailed;

  @Option(names = "--reject", description = "Make each a dead letter.")
  private boolean isRejected;

  @Option(
      names = "--durable",
      paramLabel = "NAME",
      description = "A subscription that keeps what is published while nobody is there.")
  private @Nullable String durable;

  @Option(
      names = "--shared",
      paramLabel = "NAME",
      description = "A subscription that several receivers share.")
  private @Nullable String shared;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "Whose the durable subscription is.")
  private @Nullable String clientId;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|raw",
      defaultValue = "table",
      description =
          "How to show messages; raw: the bodies as they are, a line feed between them (default:"
              + " ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public Integer call() throws AdminException {
    Main main = Main.of(spec);
    requireSense();
    Destination source =
        Main.checked(spec, "", () -> isTopic ? Destination.topic(name) : Destination.queue(name));
    ConsumerOptions options = Main.checked(spec, "", this::consumerOptions);
    ClientOptions.Builder clientOptions = Main.checked(spec, "", this::clientOptions);
    try (QuorateClient client = main.connect(clientOptions, timeout);
        Consumer consumer = client.consumer(source, options)) {
      long received = receive(consumer);
      settle(consumer);
      if (received < count) {
        spec.commandLine()
            .getErr()
            .printf(
                "quorate: received %d of %s of %s; the next did not come within %s%s%n",
                received,
                Amounts.count(count, "message"),
                source,
                Amounts.text(timeout),
                whyNot(main, source));
      }
      return received < count ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  /** What keeps a consumer waiting although messages are there. */
  private String whyNot(Main main, Destination source) {
    try (BrokerAdmin admin = main.admin()) {
      return !isTopic && admin.destination(source).paused()
          ? "; it is paused: 'quorate queue resume %s' lets it go on".formatted(source.name())
          : "";
    } catch (AdminException e) {
      // The queue may be gone by now: then there is nothing to add.
      return "";
    }
  }

  private void requireSense() {
    if (Stream.of(isNotAcknowledged, isFailed, isRejected).filter(given -> given).count() > 1) {
      throw usage("expected one of --no-ack, --fail and --reject");
    }
    if (count < 0) {
      throw usage("expected --count of at least 0, found " + count);
    }
    if (isNotAcknowledged && (count == 0 || count > HELD_MAX)) {
      throw usage(
          "expected --count of 1 to %d with --no-ack, as all are held until the end, found %d"
              .formatted(HELD_MAX, count));
    }
    if (!isTopic && (durable != null || shared != null)) {
      throw usage("expected --topic with --durable and --shared: queues keep what waits anyway");
    }
    if (durable != null && shared == null && clientId == null) {
      throw usage("expected --client-id with --durable: the subscription belongs to it");
    }
    if (durable != null && shared != null && !durable.equals(shared)) {
      throw usage("expected the same name for --durable and --shared, or one of them");
    }
  }

  private ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private ClientOptions.Builder clientOptions() {
    ClientOptions.Builder options = ClientOptions.builder();
    return clientId == null ? options : options.clientId(clientId);
  }

  private ConsumerOptions consumerOptions() {
    ConsumerOptions.Builder options = ConsumerOptions.builder().selector(selector);
    if (durable != null && shared != null) {
      options.sharedDurable(shared);
    } else if (durable != null) {
      options.durable(durable);
    } else if (shared != null) {
      options.shared(shared);
    }
    long fetched = isNotAcknowledged ? HELD_MAX : PREFETCH_MAX;
    return options
        .prefetch((int) (count == 0 ? PREFETCH_MAX : Math.min(count, fetched)))
        .fetchMax((int) Math.min(count, Integer.MAX_VALUE))
        .build();
  }

  private long receive(Consumer consumer) {
    java.util.function.Consumer<Message> show = show();
    Progress progress = format == Format.TABLE ? Progress.none() : Progress.onTerminal();
    long received = 0;
    Message message = null;
    while ((count == 0 || received < count) && (message = consumer.receive(timeout)) != null) {
      show.accept(message);
      received++;
      // Only once it is shown: what is lost on the way out comes again.
      settle(message);
      progress.show(received, count);
    }
    progress.clear();
    return received;
  }

  private void settle(Message message) {
    if (isFailed) {
      message.fail();
    } else if (isRejected) {
      message.reject("rejected by hand");
    } else if (!isNotAcknowledged) {
      message.acknowledge();
    }
  }

  private java.util.function.Consumer<Message> show() {
    return format == Format.RAW
        ? raw(System.out)
        : MessageText.received(format == Format.JSON, spec.commandLine().getOut());
  }

  private static java.util.function.Consumer<Message> raw(PrintStream out) {
    return new java.util.function.Consumer<>() {
      private boolean isFirst = true;

      @Override
      public void accept(Message message) {
        if (!isFirst) {
          out.write('\n');
        }
        isFirst = false;
        out.writeBytes(message.body());
        out.flush();
      }
    };
  }

  private void settle(Consumer consumer) {
    boolean isAnswered = isNotAcknowledged || consumer.flush(SETTLE_MAX);
    if (!isAnswered || consumer.lostSettlements() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              isAnswered
                  ? "quorate: %s came too late; those messages come again"
                      .formatted(Amounts.count(consumer.lostSettlements(), "acknowledgement"))
                  : "quorate: acknowledgements were not answered; some messages may come again");
    }
  }
}
