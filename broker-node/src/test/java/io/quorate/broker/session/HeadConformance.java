package io.quorate.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.BrokerNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every protocol head has to do, operation by operation of the session API, on one node with
 * narrow limits. A head's own test extends this and brings a {@link Broker} that speaks the head's
 * protocol to the node, as its clients would. What a protocol cannot say, its test overrides and
 * says why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HeadConformance
    implements SendConformance,
        ConsumeConformance,
        TopicConformance,
        TransactionConformance,
        AdministrationConformance,
        LimitConformance {
  private static final String NARROW =
      """
      limits: {entryBytesMax: 1MiB}
      memory: {proposeWindow: 1MiB}
      clients:
        connectionsMax: 20
        producersPerConnectionMax: 3
        consumersPerConnectionMax: 8
        unsettledPerConsumerMax: 20
        destinationsMax: 120
        subscriptionsMax: 8
      """;

  private Nodes nodes;
  private Broker head;

  /** The node as a client of the head sees it. */
  protected abstract Broker reach(BrokerNode node) throws Exception;

  /** The tests are over. */
  protected abstract void leave(Broker reached) throws Exception;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    nodes = new Nodes(folder, 1, NARROW);
    head = reach(nodes.master());
  }

  @AfterAll
  void stop() throws Exception {
    leave(head);
    nodes.close();
    assertThat(nodes.lastWords).isEmpty();
  }

  @Override
  public final Broker broker() {
    return head;
  }
}
