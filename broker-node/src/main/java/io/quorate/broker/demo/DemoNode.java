package io.quorate.broker.demo;

import io.quorate.client.admin.GroupStatus;
import io.quorate.client.admin.GroupStatus.Role;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node of a demo, as of now.
 *
 * @param pid 0 unless it is running
 * @param status null unless it answers
 */
public record DemoNode(int id, long pid, @Nullable GroupStatus status) {

  boolean isRunning() {
    return pid != 0;
  }

  boolean isMaster() {
    return status != null && status.isOpenMaster();
  }

  /** Whether it takes part under this master, as its replica or as the master itself. */
  boolean follows(DemoNode master) {
    return status != null
        && status.master() == master.id
        && (status.role() == Role.REPLICA || isMaster());
  }

  /** Of the master that it is or follows; 0 if it says nothing. */
  public long epoch() {
    return status == null ? 0 : status.epoch();
  }

  String role() {
    if (status == null) {
      return isRunning() ? "silent" : "down";
    }
    return status.role().name().toLowerCase(Locale.ROOT);
  }
}
