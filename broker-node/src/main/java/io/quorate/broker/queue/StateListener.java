package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Told by the state, within apply, what dispatch has to know. Implementations note it and act
 * later; they never change the state.
 */
public interface StateListener {
  /** Messages were put at the end of this source, or became due there. */
  void arrived(SourceView source);

  /** Back at its old place and due: settled as released or failed, or its back-off is over. */
  void returned(SourceView source, long position);

  /** No longer there: settled, expired, purged, moved, dropped. */
  void gone(SourceView source, long fromPosition, int count);

  /** So many messages of a queue or a topic were dropped because their time to live was over. */
  void expired(Address from, int count);

  /** So many went to the dead-letter queue. */
  void deadLettered(Address from, int count);

  /**
   * Messages side by side in an entry were published to a topic, for subscribers that leave no
   * trace. Delayed ones are reported when they are due; the entry is then null and has to be read.
   */
  void published(Address topic, long ref, int count, @Nullable Entry entry);

  void sourceAdded(SourceView source);

  void sourceRemoved(SourceView source);

  /** Created, changed, paused or resumed; deleted ones are told by {@link #destinationDeleted}. */
  void destinationChanged(Address address);

  void destinationDeleted(Address address);
}
