package io.quorate.replication.port;

/** What an {@link Election} reports back. Implementations only enqueue. */
public interface ElectionEvents {
  void onElectionView(ElectionView view);

  void onEpochClaimed(long token, long epoch);

  void onEpochRefused(long token, String reason);

  /** The coordinator has confirmed that this start is newer than any it knows of this disk. */
  void onBootConfirmed();
}
