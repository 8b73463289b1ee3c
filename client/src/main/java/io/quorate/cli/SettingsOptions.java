package io.quorate.cli;

import io.quorate.client.admin.DestinationSettings;
import io.quorate.client.admin.DestinationSettings.Overflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a queue or topic can be told to do. */
final class SettingsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--max-messages", paramLabel = "N", description = "How many may wait; 0: any.")
  private @Nullable Long maxMessages;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = Amounts.Bytes.class,
      description = "How many bytes may wait; 0: any.")
  private @Nullable Long maxBytes;

  @Option(
      names = "--overflow",
      paramLabel = "block|reject|drop-oldest|dead-letter",
      description = "What happens when it is full.")
  private @Nullable Overflow overflow;

  @Option(
      names = "--max-deliveries",
      paramLabel = "N",
      description = "Failed attempts before a message becomes a dead letter; 0: any.")
  private @Nullable Integer maxDeliveries;

  @Option(
      names = "--redelivery-delay",
      paramLabel = "TIME",
      description = "Before a failed message comes again.")
  private @Nullable Duration redeliveryDelay;

  @Option(
      names = "--redelivery-backoff",
      paramLabel = "PERCENT",
      description = "Each further delay in percent of the one before; 100: all alike.")
  private @Nullable Integer redeliveryBackoffPercent;

  @Option(
      names = "--redelivery-delay-max",
      paramLabel = "TIME",
      description = "The longest delay; 0: any.")
  private @Nullable Duration redeliveryDelayMax;

  @Option(
      names = "--lock",
      paramLabel = "TIME",
      description = "How long a consumer may hold a message; 0: for a week.")
  private @Nullable Duration lock;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long messages live that say nothing of it; 0: for ever.")
  private @Nullable Duration timeToLive;

  @Option(
      names = "--dead-letter-queue",
      paramLabel = "QUEUE",
      description = "Where dead letters go; empty: DLQ. and the queue's name.")
  private @Nullable String deadLetterQueue;

  @Option(
      names = "--dead-letter-expired",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Whether expired messages become dead letters.")
  private @Nullable Boolean deadLetterExpired;

  /** Usage is wrong without any. */
  DestinationSettings changes() {
    DestinationSettings settings = settings();
    if (settings.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "expected a setting to change, found none");
    }
    return settings;
  }

  DestinationSettings settings() {
    return DestinationSettings.builder()
        .maxMessages(maxMessages)
        .maxBytes(maxBytes)
        .overflow(overflow)
        .maxDeliveries(maxDeliveries)
        .redeliveryDelay(redeliveryDelay)
        .redeliveryBackoffPercent(redeliveryBackoffPercent)
        .redeliveryDelayMax(redeliveryDelayMax)
        .lock(lock)
        .timeToLive(timeToLive)
        .deadLetterQueue(deadLetterQueue)
        .deadLetterExpired(deadLetterExpired)
        .build();
  }
}
