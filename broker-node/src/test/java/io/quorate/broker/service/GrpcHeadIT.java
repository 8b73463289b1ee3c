package io.quorate.broker.service;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.HeadConformance;

/** Our own protocol passes the kit, over a real port. */
class GrpcHeadIT extends HeadConformance {
  @Override
  protected Broker reach(BrokerNode node) {
    return GrpcHead.of(node);
  }

  @Override
  protected void leave(Broker reached) {
    ((GrpcHead) reached).close();
  }
}
