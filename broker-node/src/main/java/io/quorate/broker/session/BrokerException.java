package io.quorate.broker.session;

/** Why something was not done. The codes are those of the client protocol, name for name. */
public final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;

  public enum Code {
    NOT_MASTER,
    NOT_READY,
    OVERLOADED,
    DISK_FULL,
    QUEUE_FULL,
    NO_QUORUM,
    PAUSED,
    INVALID,
    TOO_LARGE,
    NOT_FOUND,
    ALREADY_EXISTS,
    IN_USE,
    NOT_ALLOWED,
    LIMIT_REACHED,
    INVALID_SELECTOR,
    SEQUENCE_GAP,
    PRODUCER_EXPIRED,
    TRANSACTION_ROLLED_BACK,
    /** May be stored. Every other code: surely not. */
    OUTCOME_UNKNOWN,
    EXPIRED,
    UNSUPPORTED
  }

  private final Code code;
  private final String masterAddress;
  private final long limit;
  private final long usage;

  public BrokerException(Code code, String detail) {
    this(code, detail, "", 0, 0);
  }

  /**
   * What it says.
   *
   * @param masterAddress whom to ask instead; empty: not known
   * @param limit of what is limited, and its usage; 0: nothing is
   */
  public BrokerException(Code code, String detail, String masterAddress, long limit, long usage) {
    // Made for every refusal, thrown by none: a stack trace would be its largest part.
    super(detail, null, false, false);
    this.code = code;
    this.masterAddress = masterAddress;
    this.limit = limit;
    this.usage = usage;
  }

  public Code code() {
    return code;
  }

  public String masterAddress() {
    return masterAddress;
  }

  public long limit() {
    return limit;
  }

  public long usage() {
    return usage;
  }
}
