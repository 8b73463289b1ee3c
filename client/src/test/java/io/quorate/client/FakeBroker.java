package io.quorate.client;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.ConsumerClosed;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Farewell;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.ProducerOpened;
import io.quorate.proto.client.v1.Rejection;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settled;
import io.quorate.proto.client.v1.Settlement;
import io.quorate.proto.client.v1.Subscribed;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that speaks the client protocol and does what the test says. */
public final class FakeBroker extends BrokerGrpc.BrokerImplBase {
  /** What it does with a batch; without one it stores and confirms. */
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
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger sends = new AtomicInteger();
  private final AtomicInteger settles = new AtomicInteger();

  // Guarded by the cluster.
  private final ArrayDeque<Whim> whims = new ArrayDeque<>();
  private @Nullable Whim always;
  private Failed.@Nullable Code refusesSubscriptions;
  private Failed.@Nullable Code refusesToOpen;
  private boolean isDeaf;

  FakeBroker(FakeCluster cluster, int id, int port) throws IOException {
    this.cluster = cluster;
    this.id = id;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(this)
            .maxInboundMessageSize(20 << 20)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
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

  FakeBroker refusingToOpen(Failed.@Nullable Code code) {
    synchronized (cluster) {
      refusesToOpen = code;
    }
    return this;
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

  int connections() {
    return calls.size();
  }

  void loseLocks() {
    synchronized (cluster) {
      calls.forEach(call -> call.consumers.values().forEach(FakeConsumer::loseAll));
    }
  }

  /** Ends all connections as a node that is not master any more. */
  void sayFarewell(FakeBroker next) {
    calls.forEach(call -> call.farewell(next));
  }

  void kill() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
    calls.forEach(Call::end);
  }

  private boolean isMaster() {
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
    Call call = new Call(out);
    calls.add(call);
    return call;
  }

  private final class Call implements StreamObserver<ClientFrame> {
    private final StreamObserver<ServerFrame> out;
    private final Map<Integer, FakeConsumer> consumers = new HashMap<>();
    private final ArrayDeque<ServerFrame> later = new ArrayDeque<>();
    private boolean ended;

    Call(StreamObserver<ServerFrame> out) {
      this.out = out;
    }

    @Override
    public void onNext(ClientFrame frame) {
      synchronized (cluster) {
        if (!ended && !isDeaf) {
          take(frame);
        }
      }
    }

    private void take(ClientFrame frame) {
      switch (frame.getFrameCase()) {
        case OPEN -> open();
        case OPEN_PRODUCER -> {
          ByteString producer = frame.getOpenProducer().getProducerId();
          cluster.know(producer);
          reply(
              ServerFrame.newBuilder()
                  .setProducerOpened(
                      ProducerOpened.newBuilder()
                          .setRequest(frame.getOpenProducer().getRequest())
                          .setLastSequence(cluster.lastSequence(producer))));
        }
        case SEND -> send(frame.getSend());
        case SUBSCRIBE -> subscribe(frame.getSubscribe());
        case CREDIT -> {
          FakeConsumer consumer = consumers.get(frame.getCredit().getConsumer());
          if (consumer != null) {
            consumer.credit += frame.getCredit().getMessages();
            consumer.queue.dispatch();
          }
        }
        case SETTLE -> settle(frame.getSettle());
        case CLOSE_CONSUMER -> {
          FakeConsumer consumer = consumers.remove(frame.getCloseConsumer().getConsumer());
          if (consumer != null) {
            consumer.close();
          }
          reply(
              ServerFrame.newBuilder()
                  .setConsumerClosed(
                      ConsumerClosed.newBuilder()
                          .setRequest(frame.getCloseConsumer().getRequest())
                          .setConsumer(frame.getCloseConsumer().getConsumer())));
        }
        default -> {}
      }
    }

    private void open() {
      if (refusesToOpen != null) {
        reply(ServerFrame.newBuilder().setFailed(Failed.newBuilder().setCode(refusesToOpen)));
      } else if (isMaster()) {
        reply(
            ServerFrame.newBuilder()
                .setOpened(
                    Opened.newBuilder()
                        .setNode(id)
                        .setEpoch(cluster.epoch)
                        .setMessageBytesMax(1 << 20)
                        .setBatchBytesMax(1 << 20)
                        .setBatchMessagesMax(1_000)));
      } else {
        reply(
            ServerFrame.newBuilder()
                .setFailed(Failed.newBuilder().setCode(Failed.Code.NOT_MASTER)));
      }
    }

    private void send(Send send) {
      sends.incrementAndGet();
      Whim whim = whims.isEmpty() ? always : whims.pollFirst();
      if (whim == null) {
        answer(store(send));
        return;
      }
      switch (whim) {
        case STORE_AND_BREAK -> {
          store(send);
          fail();
        }
        case BREAK -> fail();
        case SILENCE -> {}
        case ANSWER_LATER -> later.add(store(send));
        case STORE_AND_UNKNOWN -> {
          store(send);
          answer(failed(send.getRequest(), Failed.Code.OUTCOME_UNKNOWN));
        }
        case OVERLOADED -> answer(failed(send.getRequest(), Failed.Code.OVERLOADED));
        case NOT_ALLOWED -> answer(failed(send.getRequest(), Failed.Code.NOT_ALLOWED));
        case NOT_MASTER -> answer(failed(send.getRequest(), Failed.Code.NOT_MASTER));
        case REJECT -> answer(reject(send));
      }
    }

    private ServerFrame store(Send send) {
      long last = cluster.lastSequence(send.getProducerId());
      if (last < 0) {
        return failed(send.getRequest(), Failed.Code.PRODUCER_EXPIRED);
      }
      if (send.getFirstSequence() > last + 1) {
        return failed(send.getRequest(), Failed.Code.SEQUENCE_GAP);
      }
      int duplicates = (int) Math.min(send.getMessagesCount(), last + 1 - send.getFirstSequence());
      long index = 0;
      for (ByteString message :
          send.getMessagesList().subList(duplicates, send.getMessagesCount())) {
        index = cluster.store(message);
      }
      cluster.taken(send.getProducerId(), send.getFirstSequence() + send.getMessagesCount() - 1);
      return ServerFrame.newBuilder()
          .setConfirmed(confirmed(send).setDuplicates(duplicates).setIndex(index).setSyncedNodes(2))
          .build();
    }

    private ServerFrame reject(Send send) {
      cluster.taken(send.getProducerId(), send.getFirstSequence() + send.getMessagesCount() - 1);
      Confirmed.Builder confirmed = confirmed(send);
      for (int i = 0; i < send.getMessagesCount(); i++) {
        confirmed.addRejections(
            Rejection.newBuilder().setOrdinal(i).setCode(Failed.Code.QUEUE_FULL).setDetail("full"));
      }
      return ServerFrame.newBuilder().setConfirmed(confirmed).build();
    }

    private Confirmed.Builder confirmed(Send send) {
      return Confirmed.newBuilder()
          .setRequest(send.getRequest())
          .setDurability(Confirmed.Durability.QUORUM_DISK)
          .setEpoch(cluster.epoch);
    }

    private static ServerFrame failed(long request, Failed.Code code) {
      return ServerFrame.newBuilder()
          .setFailed(Failed.newBuilder().setRequest(request).setCode(code).setDetail("as told"))
          .build();
    }

    private void answer(ServerFrame frame) {
      out.onNext(frame);
      later.forEach(out::onNext);
      later.clear();
    }

    private void subscribe(io.quorate.proto.client.v1.Subscribe subscribe) {
      if (refusesSubscriptions != null) {
        answer(failed(subscribe.getRequest(), refusesSubscriptions));
        return;
      }
      FakeConsumer consumer =
          new FakeConsumer(subscribe, cluster.queue(subscribe.getDestination()), out::onNext);
      consumers.put(subscribe.getConsumer(), consumer);
      reply(
          ServerFrame.newBuilder()
              .setSubscribed(
                  Subscribed.newBuilder()
                      .setRequest(subscribe.getRequest())
                      .setConsumer(subscribe.getConsumer())));
      consumer.queue.dispatch();
    }

    private void settle(io.quorate.proto.client.v1.Settle settle) {
      settles.incrementAndGet();
      int lost = 0;
      for (Settlement settlement : settle.getSettlementsList()) {
        FakeConsumer consumer = consumers.get(settlement.getConsumer());
        lost += consumer == null ? 1 : consumer.settle(settlement);
      }
      reply(
          ServerFrame.newBuilder()
              .setSettled(Settled.newBuilder().setRequest(settle.getRequest()).setLost(lost)));
    }

    private void reply(ServerFrame.Builder frame) {
      out.onNext(frame.build());
    }

    private void fail() {
      end();
      out.onError(Status.UNAVAILABLE.withDescription("as told").asRuntimeException());
    }

    void farewell(FakeBroker next) {
      synchronized (cluster) {
        if (!ended) {
          end();
          reply(
              ServerFrame.newBuilder()
                  .setFarewell(
                      Farewell.newBuilder()
                          .setReason(
                              Failed.newBuilder()
                                  .setCode(Failed.Code.NOT_MASTER)
                                  .setMasterAddress(next.address()))));
          out.onCompleted();
        }
      }
    }

    void end() {
      synchronized (cluster) {
        ended = true;
        calls.remove(this);
        consumers.values().forEach(FakeConsumer::close);
        consumers.clear();
      }
    }

    @Override
    public void onError(Throwable t) {
      end();
    }

    @Override
    public void onCompleted() {
      synchronized (cluster) {
        if (!ended) {
          end();
          out.onCompleted();
        }
      }
    }
  }
}
