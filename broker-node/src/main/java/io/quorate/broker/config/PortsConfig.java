package io.quorate.broker.config;

/**
 * Where a node listens, before portOffset is added. Port 0 takes any free one, which only tests
 * want.
 */
public record PortsConfig(
    @Key(byDefault = "61617", atLeast = "0", atMost = "65535", meaning = "Port for clients.")
        int client,
    @Key(
            byDefault = "61619",
            atLeast = "0",
            atMost = "65535",
            meaning = "Port for the other nodes.")
        int peers,
    @Key(
            byDefault = "8161",
            atLeast = "0",
            atMost = "65535",
            meaning = "Port for health and metrics over HTTP.")
        int admin) {}
