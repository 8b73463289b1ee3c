package io.quorate.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a client behaves. What the URL says goes before. */
public final class ClientOptions {
  private static final Duration TIME_MIN = Duration.ofMillis(10);
  private static final Duration TIME_MAX = Duration.ofMinutes(5);

  /** Whether several clients may use one client id at a time. */
  public enum ClientIdRule {
    SHARED,
    /** Refused while another client has it. */
    EXCLUSIVE,
    /** The other client is sent away. */
    TAKEOVER
  }

  private final String clientId;
  private final ClientIdRule clientIdRule;
  private final String group;
  private final Duration connectTimeout;
  private final Duration sendTimeout;
  private final Duration closeTimeout;
  private final @Nullable Tls tls;
  private final @Nullable Executor callbackExecutor;

  private ClientOptions(Builder builder) {
    this.clientId = builder.clientId;
    this.clientIdRule = builder.clientIdRule;
    this.group = builder.group;
    this.connectTimeout = builder.connectTimeout;
    this.sendTimeout = builder.sendTimeout;
    this.closeTimeout = builder.closeTimeout;
    this.tls = builder.tls;
    this.callbackExecutor = builder.callbackExecutor;
  }

  public static ClientOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Empty: none. */
  public String clientId() {
    return clientId;
  }

  public ClientIdRule clientIdRule() {
    return clientIdRule;
  }

  public String group() {
    return group;
  }

  public Duration connectTimeout() {
    return connectTimeout;
  }

  public Duration sendTimeout() {
    return sendTimeout;
  }

  public Duration closeTimeout() {
    return closeTimeout;
  }

  /** Null: connections are plain. */
  public @Nullable Tls tls() {
    return tls;
  }

  /** Null: threads of the client's own. */
  public @Nullable Executor callbackExecutor() {
    return callbackExecutor;
  }

  public static final class Builder {
    private String clientId = "";
    private ClientIdRule clientIdRule = ClientIdRule.SHARED;
    private String group = "main";
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration sendTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private @Nullable Tls tls;
    private @Nullable Executor callbackExecutor;

    private Builder() {}

    /** Who owns durable subscriptions that are not shared. */
    public Builder clientId(String value) {
      this.clientId = Checks.text(value, 255, "a client id");
      return this;
    }

    /** Default SHARED. */
    public Builder clientIdRule(ClientIdRule value) {
      this.clientIdRule = value;
      return this;
    }

    /** The group of nodes that holds the destinations. Default main. */
    public Builder group(String value) {
      this.group = Checks.text(value, 64, "a group");
      return this;
    }

    /** For connecting, and for creating producers, consumers and the like. Default 10 s. */
    public Builder connectTimeout(Duration value) {
      this.connectTimeout = Checks.within(value, TIME_MIN, TIME_MAX, "connectTimeout");
      return this;
    }

    /** Within which every send and commit ends, waiting and repeating included. Default 30 s. */
    public Builder sendTimeout(Duration value) {
      this.sendTimeout = Checks.within(value, TIME_MIN, TIME_MAX, "sendTimeout");
      return this;
    }

    /** What closing waits for things under way. Default 5 s. */
    public Builder closeTimeout(Duration value) {
      this.closeTimeout = Checks.within(value, Duration.ZERO, TIME_MAX, "closeTimeout");
      return this;
    }

    /** Default: none. */
    public Builder tls(Tls value) {
      this.tls = value;
      return this;
    }

    /**
     * Where futures complete. Tasks are short unless the caller's callbacks are not; it must not
     * refuse any while the client is open. One that runs them in place, {@code Runnable::run},
     * saves a hop, but then they run on the thread of the connections of other clients, too, and
     * must never block. Default: up to four daemon threads of the client's own.
     */
    public Builder callbackExecutor(Executor value) {
      this.callbackExecutor = value;
      return this;
    }

    public ClientOptions build() {
      return new ClientOptions(this);
    }
  }
}
