package io.quorate.broker.process;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done to a cluster under load. */
enum Fault {
  /** {@code kill -9} of the master, started again after 0 to 5 s. */
  KILL_MASTER(Kind.PROCESS),
  KILL_REPLICA(Kind.PROCESS),
  /** A replica is killed and comes back, and only then the master is killed. */
  KILL_REPLICA_THEN_MASTER(Kind.ALONE),
  /** A replica and the master are killed; a majority is there only when one comes back. */
  KILL_REPLICA_AND_MASTER(Kind.ALONE),
  /** SIGSTOP of the master for 5 to 20 s, then SIGCONT. */
  PAUSE_MASTER(Kind.PROCESS),
  PAUSE_REPLICA(Kind.PROCESS),
  /** All nodes are killed at once and come back after 0 to 5 s each. */
  KILL_ALL(Kind.PROCESS),
  /** A replica loses its disk and is let in again. */
  WIPE_AND_READMIT(Kind.DATA),
  /** The whole ensemble. */
  ZOOKEEPER_STOP(Kind.ZOOKEEPER),
  HAND_OVER(Kind.ALONE),
  /** SIGTERM of the master, which hands over first. */
  TERMINATE_MASTER(Kind.PROCESS),
  /** SIGTERM of each node, one after the other, each back before the next one goes. */
  ROLLING_RESTART(Kind.ALONE),

  /** Cut from its peers and from ZooKeeper; clients reach it. */
  ISOLATE_MASTER(Kind.NETWORK),
  ISOLATE_REPLICA(Kind.NETWORK),
  /** Nobody reaches anybody but ZooKeeper. */
  PART_ALL(Kind.NETWORK),
  CUT_MASTER_FROM_PEERS(Kind.NETWORK),
  CUT_MASTER_FROM_ZOOKEEPER(Kind.NETWORK),
  /** A node does not reach ZooKeeper until its session there is over. */
  SESSION_EXPIRY(Kind.NETWORK),
  /** Its peers do not hear the master, which hears them. */
  MUTE_MASTER(Kind.NETWORK),
  /** One node does not hear one other. */
  ONE_WAY(Kind.NETWORK),
  /** Two halves, which do not see each other; the one node that is left sees both. */
  BRIDGE(Kind.NETWORK),
  /** The link between two nodes comes and goes. */
  FLAPPING(Kind.NETWORK),

  ZOOKEEPER_MEMBER(Kind.ZOOKEEPER),
  /** The ensemble comes and goes. */
  ZOOKEEPER_FLAPPING(Kind.ZOOKEEPER),
  /** The ensemble comes back without its data. */
  ZOOKEEPER_WIPE(Kind.ZOOKEEPER),

  POWER_CUT_ONE(Kind.DISK),
  POWER_CUT_QUORUM(Kind.DISK),
  POWER_CUT_ALL(Kind.DISK),
  DISK_FULL(Kind.DISK),
  DISK_FULL_ALL(Kind.DISK),
  /** Syncs of one node take 0.2 to 2 s each. */
  SLOW_SYNC(Kind.DISK),
  /** Syncs of the master do not return. */
  HANGING_SYNC(Kind.DISK),
  /** One sync of one node reports an error. */
  FAILING_SYNC(Kind.DISK),

  /** A node's clock of the day is minutes or hours ahead, and comes back. */
  CLOCK_AHEAD(Kind.CLOCK),
  CLOCK_BACK(Kind.CLOCK),

  BIT_FLIP(Kind.DATA),
  TRUNCATION(Kind.DATA),
  /** A node is set back to an image of its disk that was taken before. */
  OLD_IMAGE(Kind.DATA);

  /** What it is done to. */
  enum Kind {
    PROCESS,
    NETWORK,
    ZOOKEEPER,
    DISK,
    /** With none that restarts a node: that one would take the wrong time for the right one. */
    CLOCK,
    /** Of a minority only, always the same one in a whole run. */
    DATA,
    /** Takes its time, and needs the others to be well. */
    ALONE;

    /** Whether a node may find that it cannot go on. */
    boolean mayEndNodes() {
      return this == DISK || this == DATA;
    }

    boolean goesWith(Kind other) {
      return this != other && (isAround() || other.isAround()) && this != ALONE && other != ALONE;
    }

    /** Touches no node itself. */
    private boolean isAround() {
      return this == NETWORK || this == ZOOKEEPER;
    }
  }

  private final Kind kind;

  Fault(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Fault of(String text) {
    return Arrays.stream(values())
        .filter(fault -> fault.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of %s, found '%s'".formatted(List.of(values()), text)));
  }
}
