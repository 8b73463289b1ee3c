package io.quorate.broker.session;

import io.quorate.broker.queue.ProducerId;
import io.quorate.replication.model.GroupId;

/**
 * How a client introduces itself.
 *
 * @param clientId empty: none
 * @param connectionId drawn by the client, the same when it reconnects: owns its temporary
 *     destinations
 * @param protocol for people, e.g. {@code grpc}
 * @param remote for people: address and client
 */
public record ConnectRequest(
    GroupId group,
    Principal principal,
    String clientId,
    ClientIdRule clientIdRule,
    ProducerId connectionId,
    String protocol,
    String remote) {
  public enum ClientIdRule {
    SHARED,
    /** Refused while another connection has the client id. */
    EXCLUSIVE,
    /** The other connection is closed. */
    TAKEOVER
  }
}
