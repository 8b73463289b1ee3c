package io.quorate.broker.session;

import io.quorate.broker.BrokerNode;

/** The session API itself, without a protocol in between. */
class SessionHeadIT extends HeadConformance {
  @Override
  protected Broker reach(BrokerNode node) {
    return node.broker();
  }

  @Override
  protected void leave(Broker reached) {}
}
