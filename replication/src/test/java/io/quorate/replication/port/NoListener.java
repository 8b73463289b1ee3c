package io.quorate.replication.port;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import org.jspecify.annotations.Nullable;

/** For cores whose transitions nobody watches. */
public final class NoListener implements RoleListener {
  @Override
  public void serving(long epoch, LogPosition barrier) {}

  @Override
  public void stopped(long epoch, String reason) {}

  @Override
  public void following(long epoch, @Nullable NodeId master) {}

  @Override
  public void transition(String what) {}
}
