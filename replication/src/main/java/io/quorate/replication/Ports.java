package io.quorate.replication;

import io.quorate.replication.port.Election;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.RoleListener;
import io.quorate.replication.port.StateMachine;

/** The core's world. */
public record Ports(
    LogStore store,
    PeerSender peers,
    StateMachine stateMachine,
    Election election,
    RoleListener roleListener,
    FaultHandler faultHandler) {}
