package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.MessageHeader;
import io.quorate.broker.queue.Names;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.BrokerException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A producer's batch, found in order and encoded, on its caller's thread: the loop only proposes
 * it.
 *
 * @param shares what of it goes where
 * @param isVolatile all of it is, else none
 * @param isDelayed some of it is
 */
record Batch(
    Command.Send send,
    CommandCodec.Encoded encoded,
    List<Share> shares,
    boolean isVolatile,
    boolean isDelayed) {
  /** Selectors look at it, for each consumer that has one. */
  private static final int ENVELOPE_BYTES_MAX = 256 << 10;

  /** What of a batch goes to one destination. */
  static final class Share {
    private final Address address;
    private int messages;
    private long bytes;

    Share(Address address) {
      this.address = address;
    }

    Address address() {
      return address;
    }

    int messages() {
      return messages;
    }

    long bytes() {
      return bytes;
    }

    void add(int messageCount, long messageBytes) {
      messages += messageCount;
      bytes += messageBytes;
    }
  }

  /** Only a producer whose numbers may skip leaves no gap where nothing was stored. */
  boolean mayStayInMemory() {
    return isVolatile && !isDelayed && send.mode() == SequenceMode.MONOTONE;
  }

  int count() {
    return send.messages().size();
  }

  long bytes() {
    return encoded.payload().remaining();
  }

  /** Looks at each message's header, and at its body's length only. */
  static Batch of(Command.Send send, Limits limits) throws BrokerException {
    int bytes = checkSizes(send, limits);
    CommandCodec.Encoded encoded = CommandCodec.encode(send);
    Reader reader = new Reader(encoded.payload(), bytes, send, limits);
    for (int ordinal = 0; ordinal < send.messages().size(); ordinal++) {
      reader.read(ordinal, send.messages().get(ordinal).remaining());
    }
    return new Batch(
        send,
        encoded,
        new ArrayList<>(reader.shares.values()),
        reader.volatiles > 0,
        reader.isDelayed);
  }

  private static int checkSizes(Command.Send send, Limits limits) throws BrokerException {
    int count = send.messages().size();
    if (count < 1 || count > limits.batchMessagesMax()) {
      throw new BrokerException(
          count < 1 ? Code.INVALID : Code.TOO_LARGE,
          "a batch of 1 to " + limits.batchMessagesMax() + " messages was expected, found " + count,
          "",
          limits.batchMessagesMax(),
          count);
    }
    if (send.firstSequence() < 1) {
      throw new BrokerException(
          Code.INVALID, "sequence numbers begin at 1, found " + send.firstSequence());
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int size = send.messages().get(i).remaining();
      if (size > limits.messageBytesMax()) {
        throw tooLarge("message " + i + " of the batch", size, limits.messageBytesMax());
      }
      bytes += size;
    }
    if (bytes > limits.batchBytesMax()) {
      throw tooLarge("the batch", bytes, limits.batchBytesMax());
    }
    return (int) bytes;
  }

  static BrokerException tooLarge(String what, long size, long max) {
    return new BrokerException(
        Code.TOO_LARGE,
        String.format("%s has %d bytes; at most %d are allowed", what, size, max),
        "",
        max,
        size);
  }

  /** Goes through the messages where they lie in the entry. */
  private static final class Reader {
    private final byte[] bytes;
    private final int addressesMax;
    private final MessageHeader header = new MessageHeader();
    private final TreeMap<Address, Share> shares = new TreeMap<>();
    private final int count;
    private @Nullable Share last;
    private int at;
    private int volatiles;
    private boolean isDelayed;

    Reader(ByteBuffer payload, int messageBytes, Command.Send send, Limits limits) {
      this.count = send.messages().size();
      this.addressesMax = limits.batchDestinationsMax();
      this.bytes = payload.array();
      this.at = payload.arrayOffset() + payload.limit() - messageBytes;
    }

    void read(int ordinal, int size) throws BrokerException {
      if (!header.read(bytes, at, at + size)) {
        throw invalid(ordinal, "it is not a message with a destination and a priority of 0 to 9");
      }
      at += size;
      if (header.envelopeBytes() > ENVELOPE_BYTES_MAX) {
        throw tooLarge(
            "what precedes the body of message "
                + ordinal
                + " (its properties above all; longer texts belong into the body)",
            header.envelopeBytes(),
            ENVELOPE_BYTES_MAX);
      }
      shareOf(ordinal).add(1, size);
      isDelayed |= header.isDelayed();
      volatiles += header.isVolatile() ? 1 : 0;
      if (volatiles != 0 && volatiles != ordinal + 1) {
        throw invalid(ordinal, "volatile messages and others are to be sent in separate batches");
      }
    }

    private Share shareOf(int ordinal) throws BrokerException {
      String name = header.destination();
      Share known = last;
      if (known != null
          && known.address().name().equals(name)
          && known.address().kind() == header.kind()) {
        return known;
      }
      Address address = new Address(header.kind(), name);
      Share share = shares.get(address);
      share = share == null ? newShare(ordinal, address) : share;
      last = share;
      return share;
    }

    private Share newShare(int ordinal, Address address) throws BrokerException {
      String problem = Names.problemOfDestination(address.name());
      if (problem != null) {
        throw invalid(ordinal, "the destination " + problem);
      }
      if (shares.size() == addressesMax) {
        throw new BrokerException(
            Code.TOO_LARGE,
            "a batch for at most " + addressesMax + " destinations is expected, found more",
            "",
            addressesMax,
            addressesMax + 1L);
      }
      Share share = new Share(address);
      shares.put(address, share);
      return share;
    }

    private BrokerException invalid(int ordinal, String problem) {
      String which = count == 1 ? "" : "message " + ordinal + " of the batch: ";
      return new BrokerException(Code.INVALID, which + problem);
    }
  }
}
