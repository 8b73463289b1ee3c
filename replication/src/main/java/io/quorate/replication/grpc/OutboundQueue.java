package io.quorate.replication.grpc;

import io.quorate.proto.replication.v1.Wire;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one peer, bounded in bytes. Questions and answers pass by what carries entries,
 * also between the parts of a large message; everything a master ships stays in order among itself,
 * and so does everything that answers it.
 */
final class OutboundQueue {
  /** Larger answers, which are rare, stand in line with the entries. */
  private static final int URGENT_BYTES_MAX = 64 << 10;

  private final Lane urgent;
  private final Lane ordered;
  private Iterator<Wire.Frame> unfinished = Collections.emptyIterator();

  OutboundQueue(long bytesMax) {
    this.urgent = new Lane(bytesMax / 4);
    this.ordered = new Lane(bytesMax);
  }

  /** Returns false if there is no room. A single message always finds room in an empty lane. */
  synchronized boolean offer(Wire.Envelope envelope) {
    return (isUrgent(envelope) ? urgent : ordered).offer(envelope);
  }

  synchronized Wire.@Nullable Frame poll() {
    if (!urgent.isEmpty()) {
      return Frames.of(urgent.take()).next();
    }
    if (!unfinished.hasNext() && !ordered.isEmpty()) {
      unfinished = Frames.of(ordered.take());
    }
    return unfinished.hasNext() ? unfinished.next() : null;
  }

  synchronized void clear() {
    urgent.clear();
    ordered.clear();
    unfinished = Collections.emptyIterator();
  }

  synchronized long bytes() {
    return urgent.bytes + ordered.bytes;
  }

  private static boolean isUrgent(Wire.Envelope envelope) {
    boolean asksOrAnswers =
        switch (envelope.getMessageCase()) {
          case PROBE,
              PROBE_REPLY,
              PROMISE_REQUEST,
              PROMISED,
              PROMISE_REFUSED,
              FETCH,
              FETCH_REFUSED,
              STREAM_OPENED,
              ACCEPT,
              SHIP_REFUSED,
              SNAPSHOT_TAKEN ->
              true;
          default -> false;
        };
    return asksOrAnswers && envelope.getSerializedSize() <= URGENT_BYTES_MAX;
  }

  private static final class Lane {
    private final ArrayDeque<Wire.Envelope> waiting = new ArrayDeque<>();
    private final long bytesMax;
    private long bytes;

    Lane(long bytesMax) {
      this.bytesMax = bytesMax;
    }

    boolean isEmpty() {
      return waiting.isEmpty();
    }

    boolean offer(Wire.Envelope envelope) {
      int size = envelope.getSerializedSize();
      if (!waiting.isEmpty() && bytes + size > bytesMax) {
        return false;
      }
      bytes += size;
      waiting.add(envelope);
      return true;
    }

    Wire.Envelope take() {
      Wire.Envelope next = waiting.remove();
      bytes -= next.getSerializedSize();
      return next;
    }

    void clear() {
      waiting.clear();
      bytes = 0;
    }
  }
}
