package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.Ports;

/** Makes the core under test: the real one, or one with a planted bug. */
public interface CoreFactory {
  GroupCore create(GroupSettings settings, Ports ports, long nanos, long wallMillis);
}
