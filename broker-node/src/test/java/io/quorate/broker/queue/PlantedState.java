package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.StateMachine;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A state machine with one planted bug, to prove that a checker bites. */
public final class PlantedState implements StateMachine {
  private final BrokerStateMachine state;
  private final UnaryOperator<Entry> misread;
  private final Predicate<Row> belongsToSnapshot;

  private PlantedState(
      BrokerStateMachine state, UnaryOperator<Entry> misread, Predicate<Row> belongsToSnapshot) {
    this.state = state;
    this.misread = misread;
    this.belongsToSnapshot = belongsToSnapshot;
  }

  /** Its checkpoints and snapshots forget what producers have stored. */
  public static StateMachine withoutProducersInSnapshot(BrokerStateMachine state) {
    return new PlantedState(
        state, UnaryOperator.identity(), row -> row.key()[0] != RowKind.PRODUCER);
  }

  /** Takes what it has taken before. */
  public static StateMachine withoutDedup(BrokerStateMachine state) {
    return new PlantedState(state, entry -> renumbered(state, entry), row -> true);
  }

  private static Entry renumbered(BrokerStateMachine state, Entry entry) {
    if (entry.type() == CommandType.SEND
        && CommandCodec.decode(entry) instanceof Command.Send send
        && send.firstSequence() <= state.lastSequence(send.producer())) {
      long next = state.lastSequence(send.producer()) + 1;
      Command.Send again = new Command.Send(send.producer(), send.mode(), next, send.messages());
      return remade(entry, entry.timeMillis(), CommandCodec.encode(again).payload());
    }
    return entry;
  }

  /** Time is the applying node's. */
  public static StateMachine withTimeOf(BrokerStateMachine state, LongSupplier wallMillis) {
    return new PlantedState(
        state, entry -> remade(entry, wallMillis.getAsLong(), entry.payload()), row -> true);
  }

  /** The same entry but for this, and for its chain, which nobody looks at when it is applied. */
  private static Entry remade(Entry entry, long timeMillis, ByteBuffer payload) {
    LogEnd before = new LogEnd(entry.epoch(), entry.index() - 1, 0, entry.offset(), timeMillis);
    return Entry.after(before, entry.epoch(), entry.type(), Entry.VERSION, timeMillis, payload);
  }

  @Override
  public boolean knows(byte type, byte version) {
    return state.knows(type, version);
  }

  @Override
  public Object apply(Entry entry) {
    return state.apply(misread.apply(entry));
  }

  @Override
  public long digest() {
    return state.digest();
  }

  @Override
  public IndexRanges liveBefore(long index) {
    return state.liveBefore(index);
  }

  @Override
  public void checkpoint(Consumer<Row> rows) {
    state.checkpoint(row -> acceptIfWhole(row, rows));
  }

  @Override
  public void snapshot(Consumer<Row> rows) {
    state.snapshot(row -> acceptIfWhole(row, rows));
  }

  private void acceptIfWhole(Row row, Consumer<Row> rows) {
    if (belongsToSnapshot.test(row)) {
      rows.accept(row);
    }
  }

  @Override
  public void load(Iterable<Row> rows) {
    state.load(rows);
  }
}
