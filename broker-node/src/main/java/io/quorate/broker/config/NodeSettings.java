package io.quorate.broker.config;

/**
 * All a node is started with, checked. {@code effective} says for people where each value came
 * from.
 */
public record NodeSettings(ClusterConfig cluster, NodeConfig node, EffectiveConfig effective) {}
