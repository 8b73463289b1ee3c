package io.quorate.replication.port;

import java.util.List;

/** A coordinator that nobody reaches: nothing comes of anything. */
public final class NoElection implements Election {
  @Override
  public void enroll() {}

  @Override
  public void withdraw(long delayMillis) {}

  @Override
  public void leave() {}

  @Override
  public void claimEpoch(long token, long atLeast) {}

  @Override
  public void evict(List<ElectionView.Place> lost, int registerVersion) {}

  @Override
  public void register() {}

  @Override
  public void createGenesis(byte[] genesis) {}
}
