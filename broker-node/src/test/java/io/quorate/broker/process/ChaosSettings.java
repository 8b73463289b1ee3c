package io.quorate.broker.process;

/** Lines for the nodes' configurations. */
final class ChaosSettings {
  /** A disk that is nearly full is somebody else's test. */
  private static final String SMALL_DISK_MARKS =
      "{softDiskMark: 128MiB, hardDiskMark: 64MiB, ballastBytes: 1MiB";

  /** The whole log is kept, so that every entry can be looked up afterwards. */
  static final String KEEP_ALL =
      "storage: %s, retainBytes: 16GiB, checkpointBytes: 1MiB, checkpointInterval: 1s}%n"
          .formatted(SMALL_DISK_MARKS);

  /** As a cluster runs that nobody looks at. */
  static final String DEFAULT = "storage: %s}%n".formatted(SMALL_DISK_MARKS);

  /** For a disk of 1 GiB: little is kept, so that what was away long enough needs a snapshot. */
  static final String OWN_DISK =
      ("storage: %s, retainBytes: 8MiB, checkpointBytes: 1MiB, checkpointInterval: 2s}%n"
              + "memory: {memtables: 8MiB}%n")
          .formatted(SMALL_DISK_MARKS);

  private ChaosSettings() {}
}
