package io.quorate.broker.config;

import java.time.Duration;

/** What the disk holds and how much of it stays free. */
public record StorageConfig(
    @Key(
            byDefault = "512MiB",
            meaning =
                "How much of the log stays behind the last checkpoint, so that a replica that was away needs no snapshot.")
        DataSize retainBytes,
    @Key(
            byDefault = "32MiB",
            atLeast = "64KiB",
            meaning = "A checkpoint is made after this much of the log was applied.")
        DataSize checkpointBytes,
    @Key(
            byDefault = "10s",
            atLeast = "100ms",
            meaning = "A checkpoint is made at least this often while entries arrive.")
        Duration checkpointInterval,
    @Key(
            byDefault = "2GiB",
            meaning = "With less free disk than this no new messages are taken; consumers go on.")
        DataSize softDiskMark,
    @Key(
            byDefault = "512MiB",
            meaning =
                "With less free disk than this the log takes only what it needs to go on leading.")
        DataSize hardDiskMark,
    @Key(
            byDefault = "64MiB",
            meaning =
                "A file kept as reserve and given up when the disk is full, so that draining can go on.")
        DataSize ballastBytes) {}
