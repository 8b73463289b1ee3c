package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import org.jspecify.annotations.Nullable;

/** On a replica nobody has to be told. */
enum SilentListener implements StateListener {
  INSTANCE;

  @Override
  public void arrived(SourceView source) {}

  @Override
  public void returned(SourceView source, long position) {}

  @Override
  public void gone(SourceView source, long fromPosition, int count) {}

  @Override
  public void expired(Address from, int count) {}

  @Override
  public void deadLettered(Address from, int count) {}

  @Override
  public void published(Address topic, long ref, int count, @Nullable Entry entry) {}

  @Override
  public void sourceAdded(SourceView source) {}

  @Override
  public void sourceRemoved(SourceView source) {}

  @Override
  public void destinationChanged(Address address) {}

  @Override
  public void destinationDeleted(Address address) {}
}
