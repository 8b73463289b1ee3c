package io.quorate.election;

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
   * Compares the boot count, already raised and synced on disk, with the one the coordinator
   * remembers for this node and disk. Asks until there is an answer, then calls {@link
   * CoordinationListener#onBootConfirmed} or {@link CoordinationListener#onRolledBack}, once.
   */
  void confirmBoot(UUID storageUuid, long bootCount);

  /**
   * Ends the session, which takes this node out of every line at once. No listener is called
   * afterwards.
   */
  @Override
  void close();
}
