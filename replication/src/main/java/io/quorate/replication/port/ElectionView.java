package io.quorate.replication.port;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator looked like a moment ago. May be stale or wrong; nothing rests on it but
 * speed.
 *
 * @param first this node believes to be first in line
 * @param line everybody who waits to be master, first one first
 * @param registered the disk identity of each node that had an empty log when it called {@link
 *     Election#register()}
 * @param genesis the first replica set once it is agreed
 */
public record ElectionView(
    boolean connected,
    boolean first,
    List<Place> line,
    long registerEpoch,
    int registerVersion,
    SortedMap<NodeId, UUID> registered,
    byte @Nullable [] genesis) {
  /** A place in line; {@code path} is never used twice. */
  public record Place(String path, Member member) {}

  public static final ElectionView NOTHING =
      new ElectionView(false, false, List.of(), 0, -1, new TreeMap<>(), null);
}
