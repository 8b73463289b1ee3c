package io.quorate.client.admin;

import io.quorate.client.Reason;
import org.jspecify.annotations.Nullable;

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
  private final Reason reason;

  public AdminException(Kind kind, String message) {
    this(kind, Reason.UNSPECIFIED, message, null);
  }

  AdminException(Kind kind, String message, Throwable cause) {
    this(kind, Reason.UNSPECIFIED, message, cause);
  }

  AdminException(Kind kind, Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** What the broker named, for programs; {@link Reason#UNSPECIFIED}: nothing. */
  public Reason reason() {
    return reason;
  }
}
