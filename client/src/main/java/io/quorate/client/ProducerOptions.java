package io.quorate.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a producer behaves. The defaults suit nearly everybody. */
public final class ProducerOptions {
  private static final int MIB = 1 << 20;
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);

  private final @Nullable Duration timeout;
  private final int windowBytes;
  private final int batchBytesMax;
  private final int batchMessagesMax;

  private ProducerOptions(Builder builder) {
    this.timeout = builder.timeout;
    this.windowBytes = builder.windowBytes;
    this.batchBytesMax = builder.batchBytesMax;
    this.batchMessagesMax = builder.batchMessagesMax;
  }

  public static ProducerOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Null: the client's. */
  public @Nullable Duration timeout() {
    return timeout;
  }

  public int windowBytes() {
    return windowBytes;
  }

  public int batchBytesMax() {
    return batchBytesMax;
  }

  public int batchMessagesMax() {
    return batchMessagesMax;
  }

  public static final class Builder {
    private @Nullable Duration timeout;
    private int windowBytes = 32 * MIB;
    private int batchBytesMax = MIB;
    private int batchMessagesMax = 8_192;

    private Builder() {}

    /**
     * Within which every send ends, waiting and repeating included; at most 5 min. Default: the
     * client's.
     */
    public Builder timeout(Duration value) {
      this.timeout = Checks.within(value, Duration.ofMillis(10), TIMEOUT_MAX, "timeout");
      return this;
    }

    /**
     * How much may be unconfirmed at a time, messages and some 200 bytes for each. Default 32 MiB.
     */
    public Builder windowBytes(int value) {
      this.windowBytes = Checks.within(value, 1, Integer.MAX_VALUE, "windowBytes");
      return this;
    }

    /** Default 1 MiB; a larger message travels alone. */
    public Builder batchBytesMax(int value) {
      this.batchBytesMax = Checks.within(value, 1, 16 * MIB, "batchBytesMax");
      return this;
    }

    /** Default 8192. */
    public Builder batchMessagesMax(int value) {
      this.batchMessagesMax = Checks.within(value, 1, 65_535, "batchMessagesMax");
      return this;
    }

    public ProducerOptions build() {
      return new ProducerOptions(this);
    }
  }
}
