package io.quorate.client.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a queue or topic is told to do. What is not set here is left at the broker's default by a
 * creation, and as it is by an update. Zero for a limit or a time: none.
 */
public final class DestinationSettings {
  /** What happens to a message when the destination is full. */
  public enum Overflow {
    /** Its producer waits, until its time is up. */
    BLOCK,
    /** It is refused at once. */
    REJECT,
    /** The oldest message of the lowest priority goes for it. */
    DROP_OLDEST,
    /** As before, and the oldest becomes a dead letter. */
    DEAD_LETTER
  }

  private final Builder values;

  private DestinationSettings(Builder values) {
    this.values = values;
  }

  /** Nothing is set. */
  public static DestinationSettings none() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Whether nothing is set. */
  public boolean isEmpty() {
    return Stream.of(
            maxMessages(),
            maxBytes(),
            overflow(),
            maxDeliveries(),
            redeliveryDelay(),
            redeliveryBackoffPercent(),
            redeliveryDelayMax(),
            lock(),
            timeToLive(),
            deadLetterQueue(),
            deadLetterExpired())
        .allMatch(Optional::isEmpty);
  }

  public Optional<Long> maxMessages() {
    return Optional.ofNullable(values.maxMessages);
  }

  public Optional<Long> maxBytes() {
    return Optional.ofNullable(values.maxBytes);
  }

  public Optional<Overflow> overflow() {
    return Optional.ofNullable(values.overflow);
  }

  public Optional<Integer> maxDeliveries() {
    return Optional.ofNullable(values.maxDeliveries);
  }

  public Optional<Duration> redeliveryDelay() {
    return Optional.ofNullable(values.redeliveryDelay);
  }

  public Optional<Integer> redeliveryBackoffPercent() {
    return Optional.ofNullable(values.redeliveryBackoffPercent);
  }

  public Optional<Duration> redeliveryDelayMax() {
    return Optional.ofNullable(values.redeliveryDelayMax);
  }

  public Optional<Duration> lock() {
    return Optional.ofNullable(values.lock);
  }

  public Optional<Duration> timeToLive() {
    return Optional.ofNullable(values.timeToLive);
  }

  public Optional<String> deadLetterQueue() {
    return Optional.ofNullable(values.deadLetterQueue);
  }

  public Optional<Boolean> deadLetterExpired() {
    return Optional.ofNullable(values.deadLetterExpired);
  }

  /** Null is the same as not calling the method. */
  public static final class Builder {
    private @Nullable Long maxMessages;
    private @Nullable Long maxBytes;
    private @Nullable Overflow overflow;
    private @Nullable Integer maxDeliveries;
    private @Nullable Duration redeliveryDelay;
    private @Nullable Integer redeliveryBackoffPercent;
    private @Nullable Duration redeliveryDelayMax;
    private @Nullable Duration lock;
    private @Nullable Duration timeToLive;
    private @Nullable String deadLetterQueue;
    private @Nullable Boolean deadLetterExpired;

    private Builder() {}

    public Builder maxMessages(@Nullable Long value) {
      this.maxMessages = value;
      return this;
    }

    public Builder maxBytes(@Nullable Long value) {
      this.maxBytes = value;
      return this;
    }

    public Builder overflow(@Nullable Overflow value) {
      this.overflow = value;
      return this;
    }

    /** Attempts before a message becomes a dead letter. */
    public Builder maxDeliveries(@Nullable Integer value) {
      this.maxDeliveries = value;
      return this;
    }

    public Builder redeliveryDelay(@Nullable Duration value) {
      this.redeliveryDelay = value;
      return this;
    }

    /** Each further delay is so many percent of the one before. */
    public Builder redeliveryBackoffPercent(@Nullable Integer value) {
      this.redeliveryBackoffPercent = value;
      return this;
    }

    public Builder redeliveryDelayMax(@Nullable Duration value) {
      this.redeliveryDelayMax = value;
      return this;
    }

    /** How long a consumer may hold a message. */
    public Builder lock(@Nullable Duration value) {
      this.lock = value;
      return this;
    }

    /** For messages that say none. */
    public Builder timeToLive(@Nullable Duration value) {
      this.timeToLive = value;
      return this;
    }

    /** Empty: {@code DLQ.} and the queue's name. */
    public Builder deadLetterQueue(@Nullable String value) {
      this.deadLetterQueue = value;
      return this;
    }

    /** Whether expired messages become dead letters. */
    public Builder deadLetterExpired(@Nullable Boolean value) {
      this.deadLetterExpired = value;
      return this;
    }

    /** The builder is not to be used any more. */
    public DestinationSettings build() {
      return new DestinationSettings(this);
    }
  }
}
