package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What queues and topics have in common: a name, options, and perhaps an owner. */
abstract class Destination extends Fact {
  final Books books;
  final long id;
  final Address address;
  private DestinationOptions options;
  private boolean paused;
  private @Nullable ProducerId owner;
  private boolean deleted;
  private long delayed;
  private long delayedBytes;

  Destination(Books books, long id, Address address, DestinationOptions options) {
    this.books = books;
    this.id = id;
    this.address = address;
    this.options = options;
  }

  public long id() {
    return id;
  }

  public Address address() {
    return address;
  }

  String name() {
    return address.name();
  }

  public DestinationOptions options() {
    return options;
  }

  void setOptions(DestinationOptions changed) {
    options = changed;
    books.facts.rowChanged(this);
  }

  public boolean isPaused() {
    return paused;
  }

  void setPaused(boolean changed) {
    paused = changed;
    books.facts.rowChanged(this);
  }

  /** The connection of a temporary destination; null: permanent. */
  @Nullable ProducerId owner() {
    return owner;
  }

  void setOwner(@Nullable ProducerId changed) {
    owner = changed;
    books.facts.rowChanged(this);
  }

  boolean isDeleted() {
    return deleted;
  }

  void delete() {
    deleted = true;
    books.facts.rowChanged(this);
  }

  // ── messages ──

  /**
   * Takes messages side by side in one entry, behind all that it has.
   *
   * @param entry the one that is being applied, if it holds them
   */
  abstract void append(int band, Slice messages, @Nullable Entry entry);

  /** Of those that wait here, due ones first of all. */
  abstract long waiting();

  abstract long waitingBytes();

  /**
   * Of the entry that holds the first of them. What was moved here stands behind what came later;
   * {@code Long.MAX_VALUE}: nothing waits.
   */
  abstract long oldestIndex();

  public long delayed() {
    return delayed;
  }

  long delayedBytes() {
    return delayedBytes;
  }

  void delayedChanged(long count, long bytes) {
    delayed += count;
    delayedBytes += bytes;
  }

  boolean isLimited() {
    return options.maxMessages() > 0 || options.maxBytes() > 0;
  }

  /** Whether it takes no more on top of these. It may go beyond its bytes by one message. */
  boolean isFullWith(long moreMessages, long moreBytes) {
    return (options.maxMessages() > 0
            && waiting() + delayed + moreMessages >= options.maxMessages())
        || (options.maxBytes() > 0
            && waitingBytes() + delayedBytes + moreBytes >= options.maxBytes());
  }

  boolean isOverfull() {
    return (options.maxMessages() > 0 && waiting() + delayed > options.maxMessages())
        || (options.maxBytes() > 0 && waitingBytes() + delayedBytes > options.maxBytes());
  }

  // ── the row ──

  @Override
  byte[] key() {
    return RowKind.key(address.kind() == DestinationKind.QUEUE ? RowKind.QUEUE : RowKind.TOPIC, id);
  }

  @Override
  byte @Nullable [] value() {
    if (deleted) {
      return null;
    }
    FieldWriter out = new FieldWriter(160).text(address.name()).flag(paused);
    CommandCodec.putOwner(CommandCodec.putOptions(out, options), owner);
    putMore(out);
    return out.toArray();
  }

  void putMore(FieldWriter out) {}

  /** What follows the name in the row, and what is stored in other rows. */
  void load(FieldReader in, Rows rows) {
    paused = in.flag();
    options = CommandCodec.takeOptions(in);
    owner = CommandCodec.takeOwner(in);
    rows.countDelayed(this);
    loadMore(in, rows);
  }

  abstract void loadMore(FieldReader in, Rows rows);

  /** The rows of its parts. */
  abstract void snapshotParts(Consumer<Row> rows);
}
