package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.MessageBatch;
import io.quorate.broker.queue.MessageHeader;
import io.quorate.broker.queue.MessageRef;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.selector.PropertyLookup;
import io.quorate.replication.model.Entry;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes of one message after the other for somebody who goes through a source. Reads
 * ahead the further, the longer it was asked for entries side by side.
 */
final class BodyReader {
  enum Found {
    HERE,
    /** The waker is called when it was read. */
    BEING_READ,
    /** It is not there; perhaps later, when it was mended. */
    MISSING
  }

  /** Of other things between a queue's messages; further apart, reading ahead does not pay. */
  private static final int NEAR_ENTRIES = 16;

  private final BodyReads reads;
  private final Runnable waker;

  private List<Entry> chunk = List.of();
  private long wantedFrom;
  private int entriesAhead = 1;
  private long chunkTo;
  private boolean reading;
  private boolean closed;
  private long missing = -1;

  private long batchIndex = -1;
  private @Nullable MessageBatch batch;
  private int ordinal;
  private long storedMillis;
  private @Nullable ByteBuffer message;

  BodyReader(BodyReads reads, Runnable waker) {
    this.reads = reads;
    this.waker = waker;
  }

  /** Looks for the message; where it is here, the accessors tell of it until the next call. */
  Found find(long ref) {
    long index = MessageRef.index(ref);
    if (index != batchIndex) {
      Entry entry = entryAt(index);
      if (entry == null && missing != index) {
        startRead(index);
        // It may have been answered within the call.
        entry = entryAt(index);
      }
      if (entry == null) {
        return missing == index ? Found.MISSING : Found.BEING_READ;
      }
      batchIndex = index;
      batch = MessageBatch.of(entry);
      storedMillis = entry.timeMillis();
    }
    ordinal = MessageRef.ordinal(ref);
    message = batch == null ? null : batch.message(ordinal);
    return message == null ? Found.MISSING : Found.HERE;
  }

  private @Nullable Entry entryAt(long index) {
    if (!chunk.isEmpty()) {
      long at = index - chunk.get(0).index();
      if (at >= 0 && at < chunk.size()) {
        return chunk.get((int) at);
      }
    }
    return reads.cached(index);
  }

  private void startRead(long index) {
    if (!reading) {
      reading = true;
      boolean isNext = index > chunkTo && index - chunkTo <= entriesAhead + NEAR_ENTRIES;
      entriesAhead = isNext ? Math.min(entriesAhead * 4, BodyReads.READ_ENTRIES_MAX) : 1;
      wantedFrom = index;
      reads.read(this);
    }
  }

  boolean isClosed() {
    return closed;
  }

  long wantedFrom() {
    return wantedFrom;
  }

  long wantedTo() {
    return wantedFrom + entriesAhead - 1;
  }

  long onRead(List<Entry> entries) {
    reading = false;
    chunk = entries;
    missing = entries.isEmpty() ? wantedFrom : -1;
    chunkTo = wantedFrom + entries.size() - 1;
    waker.run();
    return bytesOf(entries);
  }

  long dropChunk() {
    long bytes = bytesOf(chunk);
    chunk = List.of();
    return bytes;
  }

  private static long bytesOf(List<Entry> entries) {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.size();
    }
    return bytes;
  }

  /** What could not be read may be asked for again. */
  void forgetMissing() {
    missing = -1;
  }

  void close() {
    closed = true;
    reads.drop(this);
    batch = null;
    message = null;
    batchIndex = -1;
  }

  // ── the message found last ──

  ByteBuffer message() {
    if (message == null) {
      throw new IllegalStateException("no message was found");
    }
    return message;
  }

  ProducerId producer() {
    return batch().producer();
  }

  PropertyLookup properties() {
    return batch().properties(ordinal);
  }

  boolean readHeader(MessageHeader header) {
    return batch().readHeader(ordinal, header);
  }

  private MessageBatch batch() {
    if (batch == null) {
      throw new IllegalStateException("no message was found");
    }
    return batch;
  }

  long storedMillis() {
    return storedMillis;
  }
}
