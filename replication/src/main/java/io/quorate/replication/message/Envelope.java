package io.quorate.replication.message;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import java.util.UUID;

/**
 * A message with its sender. The cluster's name and the sender's right to its id are checked where
 * the connection is made.
 *
 * @param storageUuid the identity of the sender's disk when it sent this
 */
public record Envelope(GroupId group, Member from, UUID storageUuid, Message message) {}
