package io.quorate.client.admin;

/** Why a node did not do what it was asked for. The text is made for people. */
public final class AdminException extends Exception {
  /** What the caller can conclude. */
  public enum Kind {
    /** Nobody answered in time. */
    UNREACHABLE,
    /** Surely not done. */
    REFUSED,
    /** May be done, now or later. */
    UNKNOWN
  }

  private final Kind kind;

  public AdminException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  AdminException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
