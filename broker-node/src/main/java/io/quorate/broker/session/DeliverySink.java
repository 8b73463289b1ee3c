package io.quorate.broker.session;

import java.util.List;

/** Where a consumer's deliveries go. Called on the loop; must not block. */
public interface DeliverySink {
  void deliver(List<Delivery> deliveries);

  /** False: hand over nothing more until {@link Consumer#writable()}. */
  boolean isWritable();

  /** Nothing more waits: the end of a browse, or of a drain. */
  void drained();

  void closed(BrokerException reason);
}
