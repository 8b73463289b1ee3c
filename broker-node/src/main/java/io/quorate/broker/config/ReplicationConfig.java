package io.quorate.broker.config;

import java.time.Duration;

/**
 * The clocks of replication. Safety rests on none of them; they decide how soon a failure is
 * noticed.
 */
public record ReplicationConfig(
    @Key(
            byDefault = "150ms",
            atLeast = "10ms",
            meaning = "How often a master tells its replicas that it is there.")
        Duration heartbeat,
    @Key(
            byDefault = "1s",
            atLeast = "30ms",
            meaning = "A node not heard from for this long is suspected.")
        Duration silence,
    @Key(
            byDefault = "2s",
            atLeast = "50ms",
            meaning = "A master that has not heard from a quorum for this long steps down.")
        Duration quorumTimeout,
    @Key(
            byDefault = "3s",
            atLeast = "50ms",
            meaning = "A node that gathers no quorum of promises in this time lets another try.")
        Duration promiseTimeout,
    @Key(
            byDefault = "4s",
            atLeast = "100ms",
            meaning =
                "A master whose disk makes no progress for this long steps down. A slow sync alone is no reason.")
        Duration diskTimeout,
    @Key(
            byDefault = "1s",
            atLeast = "30ms",
            meaning =
                "A master heard from within this time is left alone by everybody who could replace it.")
        Duration sticky,
    @Key(
            byDefault = "1s",
            atLeast = "30ms",
            meaning = "A shipment not answered for this long is sent again.")
        Duration resend) {}
