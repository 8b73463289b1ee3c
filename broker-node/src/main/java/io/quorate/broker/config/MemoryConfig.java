package io.quorate.broker.config;

/** The windows and caches that bound a node's memory. */
public record MemoryConfig(
    @Key(
            byDefault = "8MiB",
            atLeast = "64KiB",
            atMost = "1GiB",
            meaning = "Bytes on the way to one replica and not yet accepted.")
        DataSize shipWindow,
    @Key(
            byDefault = "64MiB",
            atLeast = "64KiB",
            atMost = "1GiB",
            meaning =
                "Bytes proposed and not yet applied, for each group. More is refused as overload.")
        DataSize proposeWindow,
    @Key(
            byDefault = "32MiB",
            atLeast = "64KiB",
            atMost = "1GiB",
            meaning = "The log's end kept in memory for replicas and for applying, for each group.")
        DataSize logCache,
    @Key(
            byDefault = "64MiB",
            atLeast = "1MiB",
            atMost = "4GiB",
            meaning =
                "Log gathered in memory before it becomes a file, over all groups. Twice as much is the write-ahead log at"
                    + " most, and so what a start has to replay.")
        DataSize memtables) {}
