package io.quorate.broker.config;

/** The local addresses a node listens on. */
public record BindConfig(
    @Key(
            byDefault = "127.0.0.1",
            meaning = "Address to listen on for clients; 0.0.0.0 for every interface.")
        String client,
    @Key(byDefault = "127.0.0.1", meaning = "Address to listen on for the other nodes.")
        String peers,
    @Key(byDefault = "127.0.0.1", meaning = "Address to listen on for health and metrics.")
        String admin) {}
