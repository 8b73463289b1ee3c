package io.quorate.replication.port;

import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store found when it was opened, or when a snapshot had been installed.
 *
 * @param base end of the part of the log that is no longer held
 * @param end of the last entry held; equal to {@code base} if there is none
 * @param configs of CONFIG entries held above the base, by index; {@code checkpoint} has the one in
 *     effect below
 * @param checkpoint the last durable one, or null if there never was one
 * @param rows of the checkpoint, to be iterated once, before the next write
 * @param kept entries at or below the base that are still readable
 * @param corrupt entries above the base that are there but unreadable: unknown, not absent
 * @param lostAccepted the log ends before a position that this disk once reported as accepted
 */
public record StoredLog(
    Promise promise,
    LogEnd base,
    LogEnd end,
    LogOutline outline,
    SortedMap<Long, ReplicaSet> configs,
    @Nullable SnapshotManifest checkpoint,
    Iterable<Row> rows,
    IndexRanges kept,
    IndexRanges corrupt,
    boolean lostAccepted) {}
