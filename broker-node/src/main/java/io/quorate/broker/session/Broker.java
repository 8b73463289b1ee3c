package io.quorate.broker.session;

import io.quorate.replication.model.GroupId;
import java.util.concurrent.CompletionStage;

/** What a protocol head sees of this node. Failures are {@link BrokerException}s. */
public interface Broker {
  /** Fails unless this node is the group's serving master. */
  CompletionStage<Connection> connect(ConnectRequest request, ConnectionEvents events);

  CompletionStage<ClusterTopology> topology();

  Administration administration(Principal principal, GroupId group);
}
