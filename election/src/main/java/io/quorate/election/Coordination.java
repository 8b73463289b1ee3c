package io.quorate.election;

import java.util.List;
import java.util.UUID;

/**
 * A node's one session with the coordinator, shared by all its groups. Starts whether or not the
 * coordinator can be reached, and keeps trying until closed. No method blocks, except {@link
 * #close()}, and none throws because of the coordinator's state.
 */
public interface Coordination extends AutoCloseable {

  /**
   * The election of one group; to be asked for once per group. The node does not stand in line
   * before it enrols.
   */
  GroupElection group(String groupName, ElectionListener listener);

  /**
   * Asks whether this disk knows the last start of it that the coordinator was told of; one that
   * does not is an older image of itself. Asks until there is an answer, then calls {@link
   * CoordinationListener#onBootConfirmed} or {@link CoordinationListener#onRolledBack}, once.
   *
   * @param starts the numbers drawn at this disk's starts, on disk already; the last one is this
   *     start
   */
  void confirmBoot(UUID storageUuid, List<Long> starts);

  /**
   * Ends the session, which takes this node out of every line at once. No listener is called
   * afterwards.
   */
  @Override
  void close();
}
