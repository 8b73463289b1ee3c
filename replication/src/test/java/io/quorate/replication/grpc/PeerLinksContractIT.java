package io.quorate.replication.grpc;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.port.PeerListener;
import io.quorate.replication.port.PeerSender;
import io.quorate.replication.port.PeerSenderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeerLinksContractIT extends PeerSenderContract {
  private static final GroupId GROUP = new GroupId("contract");

  private final LinkedNodes nodes = new LinkedNodes("cluster", 3);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Override
  protected PeerSender start(int node, PeerListener listener) {
    try {
      nodes.start(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nodes.links(node).join(GROUP, listener);
  }

  @Override
  protected void end(int node) {
    nodes.stop(node);
  }

  @Override
  protected Member life(int node) {
    return nodes.member(node);
  }

  @Override
  protected void await(String what, BooleanSupplier condition) {
    Awaitility.await(what).until(condition::getAsBoolean);
  }
}
