package io.quorate.broker.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.proto.admin.v1.ReadEntriesReply;
import io.quorate.replication.model.Entry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One caller's read: a chunk at a time, as long as the caller takes what it is sent, so that a slow
 * reader of a long log costs a few chunks and no thread.
 */
final class ReadCall {
  private static final int CHUNK_ENTRIES_MAX = 1_024;

  private final ServerCallStreamObserver<ReadEntriesReply> caller;
  private final GroupAccess.LogReader log;
  private final Executor readers;

  /** Held by whoever reads or has ended the call; guards the rest. */
  private final AtomicBoolean busy = new AtomicBoolean(true);

  private long next;
  private long left;
  private long toInclusive;

  /** In the call's own thread: later nobody may set its handler any more. */
  ReadCall(
      ServerCallStreamObserver<ReadEntriesReply> caller,
      GroupAccess.LogReader log,
      Executor readers) {
    this.caller = caller;
    this.log = log;
    this.readers = readers;
    caller.setOnReadyHandler(this::proceed);
    caller.setOnCancelHandler(() -> {});
  }

  void start(long fromIndex, long entriesMax, long appliedIndex) {
    next = Math.max(1, fromIndex);
    left = entriesMax <= 0 ? Long.MAX_VALUE : entriesMax;
    toInclusive = appliedIndex;
    busy.set(false);
    proceed();
  }

  private void proceed() {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      readers.execute(this::readOn);
    } catch (RejectedExecutionException e) {
      caller.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("too many readers at once; try again")
              .asRuntimeException());
    }
  }

  private void readOn() {
    try {
      while (caller.isReady()) {
        List<Entry> entries =
            next > toInclusive || left == 0
                ? List.of()
                : log.read(next, toInclusive, (int) Math.min(left, CHUNK_ENTRIES_MAX));
        if (entries.isEmpty()) {
          caller.onCompleted();
          return;
        }
        ReadEntriesReply.Builder reply = ReadEntriesReply.newBuilder();
        entries.forEach(entry -> reply.addEntries(Replies.entry(entry)));
        caller.onNext(reply.build());
        next = entries.get(entries.size() - 1).index() + 1;
        left -= entries.size();
      }
    } catch (RuntimeException e) {
      caller.onError(Status.INTERNAL.withDescription("cannot read: " + e).asRuntimeException());
      return;
    }
    busy.set(false);
    // Whoever became ready in between found us busy.
    if (caller.isReady()) {
      proceed();
    }
  }
}
