package io.quorate.broker.config;

/** Bounds that all nodes must share, or one would refuse what another has confirmed. */
public record LimitsConfig(
    @Key(
            byDefault = "16MiB",
            atLeast = "1KiB",
            atMost = "64MiB",
            meaning = "The largest entry of the log, and so the largest message or transaction.")
        DataSize entryBytesMax) {}
