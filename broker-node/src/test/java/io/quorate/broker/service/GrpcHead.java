package io.quorate.broker.service;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.broker.BrokerNode;
import io.quorate.broker.session.Administration;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.ClusterTopology;
import io.quorate.broker.session.ConnectRequest;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.ConnectionEvents;
import io.quorate.broker.session.Principal;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A node as a client sees it that speaks the protocol frame by frame, without our client. */
public final class GrpcHead implements Broker {
  private final ManagedChannel channel;
  private final BrokerGrpc.BrokerStub stub;

  private GrpcHead(String address) {
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    stub = BrokerGrpc.newStub(channel);
  }

  public static GrpcHead of(BrokerNode node) {
    ClusterTopology topology = node.broker().topology().toCompletableFuture().join();
    String address = topology.addresses().get(node.health().nodeId());
    if (address == null) {
      throw new AssertionError("no address of node " + node.health().nodeId());
    }
    return new GrpcHead(address);
  }

  @Override
  public CompletionStage<Connection> connect(ConnectRequest request, ConnectionEvents events) {
    return GrpcConnection.open(stub, request, events);
  }

  @Override
  public CompletionStage<ClusterTopology> topology() {
    return Reply.<TopologyReply>to(
            observer -> stub.topology(TopologyRequest.getDefaultInstance(), observer))
        .thenApply(GrpcHead::topology);
  }

  private static ClusterTopology topology(TopologyReply reply) {
    List<ClusterTopology.Reign> reigns =
        reply.getGroupsList().stream()
            .map(
                group ->
                    new ClusterTopology.Reign(
                        new GroupId(group.getName()), node(group.getMaster()), group.getEpoch()))
            .toList();
    TreeMap<NodeId, String> addresses = new TreeMap<>();
    reply.getNodesList().forEach(node -> addresses.put(NodeId.of(node.getId()), node.getAddress()));
    return new ClusterTopology(reply.getCluster(), reigns, addresses);
  }

  private static @Nullable NodeId node(int number) {
    return number == 0 ? null : NodeId.of(number);
  }

  @Override
  public Administration administration(Principal principal, GroupId group) {
    return new GrpcAdministration(stub, group.name());
  }

  public void close() {
    channel.shutdownNow();
  }
}
