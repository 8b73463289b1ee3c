package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The producers under whose numbers transactions are committed: one for each commit under way, used
 * again by the next. On the loop.
 */
final class CommitIdentities {
  /** A producer of commits, and how far it has come. */
  static final class CommitIdentity {
    final ByteString id;

    /** The last number that is known to be taken. */
    long last;

    /** Where it is known to the broker. */
    @Nullable MasterConnection openOn;

    CommitIdentity(ByteString id) {
      this.id = id;
    }
  }

  private final Supplier<ByteString> ids;
  private final ArrayDeque<CommitIdentity> idle = new ArrayDeque<>();

  CommitIdentities(Supplier<ByteString> ids) {
    this.ids = ids;
  }

  CommitIdentity acquire() {
    CommitIdentity last = idle.pollLast();
    return last == null ? fresh() : last;
  }

  CommitIdentity fresh() {
    return new CommitIdentity(ids.get());
  }

  /** Only if all its numbers are either known to be taken or surely not. */
  void release(CommitIdentity identity) {
    idle.addLast(identity);
  }
}
