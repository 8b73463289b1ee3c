package io.quorate.replication.grpc;

import io.quorate.replication.model.Member;
import java.util.UUID;

/**
 * What a node says of itself when it meets another one.
 *
 * @param bootCount how often this disk was started
 * @param lowestLevel of the formats and messages it speaks
 * @param clientAddress host:port where clients reach it; empty if nowhere
 */
public record NodeIdentity(
    String cluster,
    Member self,
    UUID storageUuid,
    long bootCount,
    int lowestLevel,
    int highestLevel,
    String clientAddress) {
  NodeIdentity withStorage(UUID renewed) {
    return new NodeIdentity(
        cluster, self, renewed, bootCount, lowestLevel, highestLevel, clientAddress);
  }
}
