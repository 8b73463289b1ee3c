package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One message between being sent and having ended. What can change belongs to the window. */
final class PendingSend {
  /** What is kept for a message besides its bytes, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  final Destination to;
  final ByteString bytes;
  final long deadlineNanos;

  /** Whether somebody else's code may hang on the future. */
  final boolean hasCallbacks;

  final CompletableFuture<Confirmation> future = new CompletableFuture<>();

  /** 0: never sent, or surely not taken under the number it had. */
  long number;

  /** Why it was last sent back. */
  @Nullable QuorateException refusal;

  /** What the caller was told at the deadline; the message is still on its way. */
  @Nullable OutcomeUnknownException told;

  PendingSend(Destination to, ByteString bytes, long deadlineNanos, boolean hasCallbacks) {
    this.to = to;
    this.bytes = bytes;
    this.deadlineNanos = deadlineNanos;
    this.hasCallbacks = hasCallbacks;
  }

  int cost() {
    return bytes.size() + OVERHEAD_BYTES;
  }

  boolean isTold() {
    return told != null;
  }
}
