package io.quorate.broker.session;

import io.quorate.broker.queue.Applied;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Why the log or the state did not do something, in the terms of clients. */
final class Refusals {
  private final SortedMap<NodeId, String> addresses;

  Refusals(SortedMap<NodeId, String> addresses) {
    this.addresses = addresses;
  }

  BrokerException refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
    Code code =
        switch (reason) {
          case NOT_MASTER -> Code.NOT_MASTER;
          case NOT_READY -> Code.NOT_READY;
          case OVERLOADED, DEADLINE -> Code.OVERLOADED;
          case DISK_FULL -> Code.DISK_FULL;
          case TOO_LARGE -> Code.TOO_LARGE;
          case INVALID -> Code.INVALID;
        };
    return code == Code.NOT_MASTER ? notMaster(master, detail) : new BrokerException(code, detail);
  }

  BrokerException notMaster(@Nullable NodeId master, String detail) {
    return new BrokerException(Code.NOT_MASTER, detail, addressOf(master), 0, 0);
  }

  boolean knows(NodeId node) {
    return addresses.containsKey(node);
  }

  private String addressOf(@Nullable NodeId master) {
    return master == null ? "" : addresses.getOrDefault(master, "");
  }

  static BrokerException unknown(String detail) {
    return new BrokerException(Code.OUTCOME_UNKNOWN, detail);
  }

  static BrokerException refused(Applied.Refused refused) {
    return new BrokerException(codeOf(refused.reason()), refused.detail());
  }

  static BrokerException refused(Applied.Rejected rejected) {
    return new BrokerException(codeOf(rejected.reason()), rejected.detail());
  }

  static Code codeOf(Applied.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> Code.NOT_FOUND;
      case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
      case IN_USE -> Code.IN_USE;
      case INVALID -> Code.INVALID;
      case QUEUE_FULL -> Code.QUEUE_FULL;
      case PAUSED -> Code.PAUSED;
      case EXPIRED -> Code.EXPIRED;
      case LIMIT_REACHED -> Code.LIMIT_REACHED;
      case SEQUENCE_GAP -> Code.SEQUENCE_GAP;
      case PRODUCER_EXPIRED -> Code.PRODUCER_EXPIRED;
    };
  }
}
