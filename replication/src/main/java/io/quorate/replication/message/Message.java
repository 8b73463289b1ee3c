package io.quorate.replication.message;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The vocabulary of the replication protocol (docs/architecture.md has the conversation). */
public sealed interface Message {

  // ── who is there, before anybody claims an epoch ──

  /**
   * Who is there?
   *
   * @param holdsPlace the sender is first in line and would like to be master
   */
  record Probe(long round, boolean holdsPlace, LogPosition last) implements Message {}

  /**
   * What the asked node holds, and what it sees of the others.
   *
   * @param firstIndex a log that ends before this minus one needs a snapshot from the sender
   * @param master the last master the sender followed, and how it is doing as seen from there
   * @param lost incarnations that the sender has lost: connection broken and refused, or silent for
   *     too long
   */
  record ProbeReply(
      long round,
      long promisedEpoch,
      LogPosition last,
      long firstIndex,
      boolean voter,
      @Nullable Member master,
      long masterEpoch,
      boolean masterHealthy,
      List<Member> lost)
      implements Message {}

  // ── taking over ──

  record PromiseRequest(long epoch) implements Message {}

  record Promised(long epoch, Inventory inventory) implements Message {}

  /**
   * No promise.
   *
   * @param promisedEpoch what the sender has promised; higher than {@code epoch}, or in its way
   */
  record PromiseRefused(long epoch, long promisedEpoch, Refusal reason) implements Message {}

  record Fetch(long epoch, long request, long fromInclusive, long toInclusive) implements Message {}

  /** Entries of the donor, with their original epochs, from the index asked for on. */
  record Fetched(long epoch, long request, List<Entry> entries) implements Message {}

  record FetchRefused(long epoch, long request) implements Message {}

  // ── shipping ──

  record OpenStream(long epoch, long stream) implements Message {}

  /**
   * Where the replica stands, so that the master can begin.
   *
   * @param bootConfirmed the coordinator has confirmed the sender's start
   */
  record StreamOpened(long epoch, long stream, Inventory inventory, boolean bootConfirmed)
      implements Message {}

  /**
   * Entries, or a heartbeat if there are none.
   *
   * @param before the end of the log just before the first of the entries
   */
  record Ship(long epoch, long stream, LogEnd before, List<Entry> entries, long commitIndex)
      implements Message {}

  /** The sender's log equals the master's up to the index, and is synced up to there. */
  record Accept(long epoch, long stream, long upToIndex, boolean bootConfirmed)
      implements Message {}

  /**
   * Not taken.
   *
   * @param inventory present where the log did not fit, so that the master can begin elsewhere
   */
  record ShipRefused(
      long epoch, long stream, long promisedEpoch, Refusal reason, @Nullable Inventory inventory)
      implements Message {}

  record SnapshotBegin(long epoch, long stream, long snapshotId, SnapshotManifest manifest)
      implements Message {}

  /**
   * A part of the snapshot.
   *
   * @param number from 0 on
   * @param checksum over this chunk and all before it
   */
  record SnapshotChunk(
      long epoch,
      long stream,
      long snapshotId,
      long number,
      List<Row> rows,
      List<Entry> kept,
      long checksum,
      boolean last)
      implements Message {}

  /** The chunk is synced; the next one may come. */
  record SnapshotTaken(long epoch, long stream, long snapshotId, long number) implements Message {}

  /**
   * A disk reports less than it once accepted: it must not be believed any more.
   *
   * @param storageUuid the disk's identity then; it says nothing of the one that came after
   */
  record Disbelieve(long epoch, UUID storageUuid, String reason) implements Message {}

  // ── handing over ──

  /** The master of this epoch has stopped at this index and will not resume. */
  record HandOver(long epoch, long lastIndex) implements Message {}

  /** Whoever stands in line but is not ready to be master goes to its tail. */
  record YieldPlace(long epoch, NodeId successor) implements Message {}

  /** Why a node would not do as asked. */
  enum Refusal {
    /** A higher epoch, or the same one for another master, has been promised. */
    HIGHER_EPOCH,
    NOT_VOTER,
    NOT_READY,
    LOG_DIFFERS,
    DISK_FULL,
    /** Entries are there but unreadable; ship them again. */
    CORRUPT
  }
}
