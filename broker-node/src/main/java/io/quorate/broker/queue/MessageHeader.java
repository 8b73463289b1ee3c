package io.quorate.broker.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the broker has to know of a message, read from the bytes that its producer encoded ({@code
 * message.proto}). The walk ends at the body, which producers encode last. To be read into again
 * and again: a batch costs no object per message.
 */
public final class MessageHeader {
  public static final int PRIORITY_DEFAULT = 4;
  static final int DESTINATION = 1;
  static final int KIND = 2;
  static final int VOLATILE = 3;
  static final int PRIORITY_PLUS_ONE = 4;
  static final int TIME_TO_LIVE = 5;
  static final int DELAY = 6;
  static final int DELIVER_AT = 7;
  static final int BODY = 32;

  private static final int PRIORITIES = 10;

  private final WireReader wire = new WireReader();
  private byte[] bytes = {};
  private int destinationFrom;
  private int destinationTo;
  private long kind;
  private boolean isVolatile;
  private long priorityPlusOne;
  private long timeToLiveMillis;
  private long delayMillis;
  private long deliverAtMillis;
  private int envelopeBytes;

  public boolean read(ByteBuffer message) {
    if (message.hasArray()) {
      int from = message.arrayOffset() + message.position();
      return read(message.array(), from, from + message.remaining());
    }
    byte[] copy = new byte[message.remaining()];
    message.get(message.position(), copy);
    return read(copy, 0, copy.length);
  }

  /** False: not readable as a message, or without a destination, a known kind or priority. */
  public boolean read(byte[] array, int from, int to) {
    bytes = array;
    destinationFrom = 0;
    destinationTo = 0;
    kind = 0;
    isVolatile = false;
    priorityPlusOne = 0;
    timeToLiveMillis = 0;
    delayMillis = 0;
    deliverAtMillis = 0;
    wire.reset(array, from, to);
    int field = wire.next();
    while (field != 0 && field != BODY) {
      take(field);
      field = wire.next();
    }
    envelopeBytes = (field == BODY && wire.isContent() ? wire.contentFrom() : to) - from;
    return !wire.isBroken()
        && destinationTo > destinationFrom
        && (kind == 0 || kind == 1)
        && priorityPlusOne >= 0
        && priorityPlusOne <= PRIORITIES;
  }

  private void take(int field) {
    if (field > DELIVER_AT || wire.isContent() != (field == DESTINATION)) {
      return;
    }
    switch (field) {
      case DESTINATION -> {
        destinationFrom = wire.contentFrom();
        destinationTo = wire.contentTo();
      }
      case KIND -> kind = wire.number();
      case VOLATILE -> isVolatile = wire.number() != 0;
      case PRIORITY_PLUS_ONE -> priorityPlusOne = wire.number() & 0xffff_ffffL;
      case TIME_TO_LIVE -> timeToLiveMillis = bounded(wire.number());
      case DELAY -> delayMillis = bounded(wire.number());
      case DELIVER_AT -> deliverAtMillis = bounded(wire.number());
      default -> {}
    }
  }

  /** Unsigned on the wire; what is beyond a long is as good as the largest. */
  private static long bounded(long millis) {
    return millis < 0 ? Long.MAX_VALUE : millis;
  }

  public String destination() {
    return new String(
        bytes, destinationFrom, destinationTo - destinationFrom, StandardCharsets.UTF_8);
  }

  boolean isDestination(byte[] name) {
    return Arrays.equals(bytes, destinationFrom, destinationTo, name, 0, name.length);
  }

  public DestinationKind kind() {
    return kind == 0 ? DestinationKind.QUEUE : DestinationKind.TOPIC;
  }

  public boolean isVolatile() {
    return isVolatile;
  }

  /** Of all that precedes the body, and so of all that selectors look at. */
  public int envelopeBytes() {
    return envelopeBytes;
  }

  /** 0 to 9. */
  public int priority() {
    return priorityPlusOne == 0 ? PRIORITY_DEFAULT : (int) priorityPlusOne - 1;
  }

  /** 0: for ever, or as the destination says. */
  public long timeToLiveMillis() {
    return timeToLiveMillis;
  }

  public boolean isDelayed() {
    return delayMillis > 0 || deliverAtMillis > 0;
  }

  /** When it is due if it is stored at this time; not later than that: at once. */
  public long dueMillis(long storedMillis) {
    long delayed = storedMillis + delayMillis;
    return Math.max(delayed < 0 ? Long.MAX_VALUE : delayed, deliverAtMillis);
  }

  /** When its time is over if it is stored at this time, by its own wish or this one; 0: never. */
  public long expiresMillis(long storedMillis, long timeToLiveDefaultMillis) {
    long ttl = timeToLiveMillis == 0 ? timeToLiveDefaultMillis : timeToLiveMillis;
    long expires = storedMillis + ttl;
    return ttl == 0 || expires < 0 ? 0 : expires;
  }
}
