package io.quorate.broker.config;

/** What clients may take of a node while it is master. */
public record ClientsConfig(
    @Key(
            byDefault = "10000",
            atLeast = "1",
            atMost = "100000",
            meaning = "Connections of clients at a time, for each group.")
        int connectionsMax,
    @Key(
            byDefault = "1000",
            atLeast = "1",
            atMost = "100000",
            meaning = "Open producers of one connection.")
        int producersPerConnectionMax,
    @Key(
            byDefault = "1000",
            atLeast = "1",
            atMost = "100000",
            meaning = "Consumers, subscribers and browsers of one connection.")
        int consumersPerConnectionMax,
    @Key(
            byDefault = "65535",
            atLeast = "1",
            atMost = "1000000",
            meaning =
                "Deliveries that one consumer may hold unsettled; more credit than this is not used.")
        int unsettledPerConsumerMax,
    @Key(
            byDefault = "200000",
            atLeast = "1",
            atMost = "200000",
            meaning =
                "Queues and topics of a group that clients and operators may create. Dead-letter queues come on top.")
        int destinationsMax,
    @Key(
            byDefault = "10000",
            atLeast = "1",
            atMost = "10000",
            meaning = "Durable subscriptions of a group.")
        int subscriptionsMax,
    @Key(
            byDefault = "64MiB",
            atLeast = "64KiB",
            atMost = "1GiB",
            meaning = "Messages kept in memory only, for each group. More is refused as overload.")
        DataSize volatileBytesMax) {}
