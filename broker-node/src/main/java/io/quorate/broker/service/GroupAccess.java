package io.quorate.broker.service;

import io.quorate.replication.loop.NodeLoop;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import java.util.List;

/** A group on this node as its callers may use it: its loop, and its committed log for reading. */
public record GroupAccess(GroupId group, NodeLoop loop, LogReader log) {
  /** Reads entries of a group's own log, beside the loop. */
  public interface LogReader {
    /**
     * May read the disk. Entries that were trimmed are left out.
     *
     * @return contiguous entries from the index on, or from the first one held above it; at most so
     *     many and not much more than a MiB
     */
    List<Entry> read(long fromInclusive, long toInclusive, int entriesMax);
  }
}
