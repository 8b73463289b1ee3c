package io.quorate.client;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Subscribe;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that speaks the client protocol and does what the test says. */
public final class FakeBroker extends BrokerGrpc.BrokerImplBase {
  /** What it does with a batch or a commit; without one it stores and confirms. */
  public enum Whim {
    /** Stores it and breaks the connection without a word. */
    STORE_AND_BREAK,
    BREAK,
    /** Neither stores nor answers. */
    SILENCE,
    /** Stores it, and answers after the next one. */
    ANSWER_LATER,
    /** Refused for now. */
    OVERLOADED,
    /** Stored or not, it will not say. */
    STORE_AND_UNKNOWN,
    /** Refused for good. */
    NOT_ALLOWED,
    /** Takes the numbers, stores nothing. */
    REJECT,
    NOT_MASTER
  }

  private final FakeCluster cluster;
  private final int id;
  private final Server server;
  private final String address;
  final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
  final AtomicInteger sends = new AtomicInteger();
  final AtomicInteger settles = new AtomicInteger();
  final AtomicInteger commits = new AtomicInteger();
  final List<Subscribe> subscriptions = new CopyOnWriteArrayList<>();

  // Guarded by the cluster.
  private final ArrayDeque<Whim> whims = new ArrayDeque<>();
  private @Nullable Whim always;
  Failed.@Nullable Code refusesSubscriptions;
  boolean refusesOneSubscription;
  boolean keepsSubscribersWaiting;
  final AtomicInteger closedConsumers = new AtomicInteger();
  Failed.@Nullable Code refusesToOpen;
  boolean isDeaf;
  private boolean isSettlingInDoubt;

  FakeBroker(FakeCluster cluster, int id, @Nullable SslContext tls) throws IOException {
    this.cluster = cluster;
    this.id = id;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .maxInboundMessageSize(20 << 20)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .sslContext(tls)
            .build()
            .start();
    this.address = "127.0.0.1:" + server.getPort();
  }

  int id() {
    return id;
  }

  public String address() {
    return address;
  }

  /** For the next batches, one each. */
  public FakeBroker whims(Whim... next) {
    synchronized (cluster) {
      whims.addAll(List.of(next));
    }
    return this;
  }

  /** For all batches from now on; null: none. */
  FakeBroker always(@Nullable Whim whim) {
    synchronized (cluster) {
      always = whim;
    }
    return this;
  }

  public FakeBroker refusingSubscriptions(Failed.@Nullable Code code) {
    synchronized (cluster) {
      refusesSubscriptions = code;
    }
    return this;
  }

  FakeBroker refusingOneSubscription(Failed.Code code) {
    synchronized (cluster) {
      refusesSubscriptions = code;
      refusesOneSubscription = true;
    }
    return this;
  }

  FakeBroker keepingSubscribersWaiting() {
    synchronized (cluster) {
      keepsSubscribersWaiting = true;
    }
    return this;
  }

  FakeBroker refusingToOpen(Failed.@Nullable Code code) {
    synchronized (cluster) {
      refusesToOpen = code;
    }
    return this;
  }

  /** For the next batch or commit; null: none. */
  /** The next settlement takes effect, and the answer does not say so. */
  FakeBroker settlingInDoubt() {
    synchronized (cluster) {
      isSettlingInDoubt = true;
    }
    return this;
  }

  boolean takesSettlementInDoubt() {
    boolean isInDoubt = isSettlingInDoubt;
    isSettlingInDoubt = false;
    return isInDoubt;
  }

  @Nullable Whim nextWhim() {
    return whims.isEmpty() ? always : whims.pollFirst();
  }

  /** As a process that is stopped with its sockets open. */
  FakeBroker deaf(boolean is) {
    synchronized (cluster) {
      isDeaf = is;
    }
    return this;
  }

  /** How many batches have arrived. */
  int sends() {
    return sends.get();
  }

  int settles() {
    return settles.get();
  }

  int commits() {
    return commits.get();
  }

  Subscribe lastSubscription() {
    return subscriptions.get(subscriptions.size() - 1);
  }

  int connections() {
    return connections.size();
  }

  void loseLocks() {
    synchronized (cluster) {
      connections.forEach(FakeConnection::loseLocks);
    }
  }

  /** Ends all connections as a node that is not master any more. */
  void sayFarewell(FakeBroker next) {
    connections.forEach(connection -> connection.farewell(next));
  }

  void kill() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
    connections.forEach(FakeConnection::end);
  }

  boolean isMaster() {
    return cluster.master == id;
  }

  @Override
  public void topology(TopologyRequest request, StreamObserver<TopologyReply> reply) {
    synchronized (cluster) {
      if (isDeaf) {
        return;
      }
      TopologyReply.Builder topology = TopologyReply.newBuilder().setCluster("test");
      topology.addGroups(
          TopologyReply.Group.newBuilder()
              .setName("main")
              .setMaster(cluster.master)
              .setEpoch(cluster.epoch));
      for (FakeBroker node : cluster.nodes) {
        topology.addNodes(
            TopologyReply.Node.newBuilder().setId(node.id).setAddress(node.address()));
      }
      reply.onNext(topology.build());
      reply.onCompleted();
    }
  }

  @Override
  public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> out) {
    FakeConnection connection = new FakeConnection(cluster, this, out);
    connections.add(connection);
    return connection;
  }
}
