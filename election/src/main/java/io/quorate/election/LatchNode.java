package io.quorate.election;

/**
 * A place in line. The path is never used again once it is gone, which makes it a safe name for an
 * eviction.
 *
 * @param nodeId {@link #UNKNOWN} if the place is held by something that does not name itself as a
 *     node does
 */
public record LatchNode(String path, int nodeId, long incarnation) {
  public static final int UNKNOWN = -1;

  public boolean isOf(int node, long nodeIncarnation) {
    return nodeId == node && incarnation == nodeIncarnation;
  }
}
