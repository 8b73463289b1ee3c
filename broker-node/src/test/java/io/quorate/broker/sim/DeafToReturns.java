package io.quorate.broker.sim;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.StateListener;
import io.quorate.replication.model.Entry;
import org.jspecify.annotations.Nullable;

/** A planted bug: what came back from a lost consumer is never offered again in this reign. */
final class DeafToReturns implements StateListener {
  private final StateListener listener;

  DeafToReturns(StateListener listener) {
    this.listener = listener;
  }

  @Override
  public void arrived(SourceView source) {
    listener.arrived(source);
  }

  @Override
  public void returned(SourceView source, long position) {}

  @Override
  public void gone(SourceView source, long fromPosition, int count) {
    listener.gone(source, fromPosition, count);
  }

  @Override
  public void deadLettered(Address from, int count) {
    listener.deadLettered(from, count);
  }

  @Override
  public void expired(Address from, int count) {
    listener.expired(from, count);
  }

  @Override
  public void published(Address topic, long ref, int count, @Nullable Entry entry) {
    listener.published(topic, ref, count, entry);
  }

  @Override
  public void sourceAdded(SourceView source) {
    listener.sourceAdded(source);
  }

  @Override
  public void sourceRemoved(SourceView source) {
    listener.sourceRemoved(source);
  }

  @Override
  public void destinationChanged(Address address) {
    listener.destinationChanged(address);
  }

  @Override
  public void destinationDeleted(Address address) {
    listener.destinationDeleted(address);
  }
}
