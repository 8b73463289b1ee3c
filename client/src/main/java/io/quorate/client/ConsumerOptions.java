package io.quorate.client;

import java.time.Duration;

/** What a consumer wants, and how it behaves. */
public final class ConsumerOptions {
  private static final int NAME_LENGTH_MAX = 255;

  private final String selector;
  private final String subscription;
  private final boolean durable;
  private final boolean shared;
  private final boolean noLocal;
  private final boolean atMostOnce;
  private final int prefetch;
  private final long prefetchBytes;
  private final int fetchMax;
  private final Duration lock;
  private final int concurrency;

  private ConsumerOptions(Builder builder) {
    this.selector = builder.selector;
    this.subscription = builder.subscription;
    this.durable = builder.durable;
    this.shared = builder.shared;
    this.noLocal = builder.noLocal;
    this.atMostOnce = builder.atMostOnce;
    this.prefetch = builder.prefetch;
    this.prefetchBytes = builder.prefetchBytes;
    this.fetchMax = builder.fetchMax;
    this.lock = builder.lock;
    this.concurrency = builder.concurrency;
  }

  public static ConsumerOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Empty: all messages. */
  public String selector() {
    return selector;
  }

  /** Name of a durable or shared subscription; empty: it is neither. */
  public String subscription() {
    return subscription;
  }

  public boolean isDurable() {
    return durable;
  }

  public boolean isShared() {
    return shared;
  }

  public boolean isNoLocal() {
    return noLocal;
  }

  public boolean isAtMostOnce() {
    return atMostOnce;
  }

  public int prefetch() {
    return prefetch;
  }

  public long prefetchBytes() {
    return prefetchBytes;
  }

  /** Zero: any number. */
  public int fetchMax() {
    return fetchMax;
  }

  /** Zero: what the queue says. */
  public Duration lock() {
    return lock;
  }

  public int concurrency() {
    return concurrency;
  }

  public static final class Builder {
    private String selector = "";
    private String subscription = "";
    private boolean durable;
    private boolean shared;
    private boolean noLocal;
    private boolean atMostOnce;
    private int prefetch = 1_000;
    private long prefetchBytes = 16 << 20;
    private int fetchMax;
    private Duration lock = Duration.ZERO;
    private int concurrency = 1;

    private Builder() {}

    /**
     * Only messages for which it is true: a condition on their headers and properties, as in JMS.
     */
    public Builder selector(String value) {
      this.selector = value;
      return this;
    }

    /**
     * A subscription of a topic that keeps what is published while nobody is there. It belongs to
     * the client's id ({@link ClientOptions.Builder#clientId}) and has one consumer at a time.
     */
    public Builder durable(String name) {
      return named(name, true, false);
    }

    /** A subscription of a topic that several consumers share; it ends with the last of them. */
    public Builder shared(String name) {
      return named(name, false, true);
    }

    /** Both: kept while nobody is there, and shared by several consumers. */
    public Builder sharedDurable(String name) {
      return named(name, true, true);
    }

    private Builder named(String name, boolean isDurable, boolean isShared) {
      this.subscription = Checks.text(name, NAME_LENGTH_MAX, "a subscription's name");
      this.durable = isDurable;
      this.shared = isShared;
      return this;
    }

    /** Not what this client itself publishes. */
    public Builder noLocal() {
      this.noLocal = true;
      return this;
    }

    /** Messages are settled as they leave the broker: faster, and lost with the consumer. */
    public Builder atMostOnce() {
      this.atMostOnce = true;
      return this;
    }

    /**
     * How many messages are fetched ahead. Few share the work evenly among consumers, many let it
     * flow. Default 1000.
     */
    public Builder prefetch(int messages) {
      this.prefetch = Checks.within(messages, 1, 65_535, "prefetch");
      return this;
    }

    /** How many bytes may be with this consumer, unsettled ones included. Default 16 MiB. */
    public Builder prefetchBytes(int bytes) {
      this.prefetchBytes = Checks.within(bytes, 1, Integer.MAX_VALUE, "prefetchBytes");
      return this;
    }

    /**
     * How many messages are fetched in all over a connection, for a consumer that wants no more:
     * what is fetched ahead and not wanted goes back, and says that it was redelivered. Default 0:
     * any number.
     */
    public Builder fetchMax(int messages) {
      this.fetchMax = Checks.within(messages, 0, Integer.MAX_VALUE, "fetchMax");
      return this;
    }

    /** How long a message may be held before it goes to others. Default: what the queue says. */
    public Builder lock(Duration time) {
      this.lock = Checks.within(time, Duration.ofMillis(1), Duration.ofDays(1), "lock");
      return this;
    }

    /** How many messages a handler is given at a time, each on a thread of its own. Default 1. */
    public Builder concurrency(int threads) {
      this.concurrency = Checks.within(threads, 1, 256, "concurrency");
      return this;
    }

    public ConsumerOptions build() {
      return new ConsumerOptions(this);
    }
  }
}
