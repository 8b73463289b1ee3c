package io.quorate.election;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the last complete reading of a group showed. It may be stale: a reason to try something,
 * never a proof.
 *
 * @param connected false while the session is suspended, lost or not there yet; the rest is then
 *     the last known
 * @param first this node's own latch node exists and heads the line; never true while not connected
 * @param ownPath this node's place in line, if it has one
 * @param line all places, first one first
 * @param registerEpoch the epoch last claimed, 0 if none
 * @param registerVersion what {@link GroupElection#evict} wants back
 * @param registrations storage identities announced, by node id
 * @param genesis the group's first configuration, once there is one
 */
public record LatchView(
    boolean connected,
    boolean first,
    @Nullable String ownPath,
    List<LatchNode> line,
    long registerEpoch,
    int registerVersion,
    Map<Integer, UUID> registrations,
    @Nullable Bytes genesis) {

  public LatchView {
    line = List.copyOf(line);
    registrations = Map.copyOf(registrations);
  }
}
