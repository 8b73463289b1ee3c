package io.quorate.broker.admin;

import io.quorate.replication.model.NodeId;
import java.util.List;

/**
 * A node's facts, as of now. Asked by any thread and must not block: it is what tells a hanging
 * node from a living one.
 */
public interface NodeHealth {
  NodeId nodeId();

  /**
   * What the start still waits for, a sentence each; empty once the node has started, and ever
   * after.
   */
  List<String> startWaits();

  /**
   * What has stopped making progress, a sentence each, so that only a restart helps; empty while
   * the node lives.
   */
  List<String> stalls();

  List<GroupFacts> groups();
}
