package io.quorate.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.client.FakeBroker.Whim;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Commit;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.ConsumerClosed;
import io.quorate.proto.client.v1.Credit;
import io.quorate.proto.client.v1.Drained;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Farewell;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.ProducerOpened;
import io.quorate.proto.client.v1.Rejection;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settle;
import io.quorate.proto.client.v1.Settled;
import io.quorate.proto.client.v1.Settlement;
import io.quorate.proto.client.v1.Subscribe;
import io.quorate.proto.client.v1.Subscribed;
import io.quorate.proto.client.v1.TemporaryCreated;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node's side of one connection. Guarded by the cluster. */
final class FakeConnection implements StreamObserver<ClientFrame> {
  /** What was noted under a transaction. */
  private static final class Noted {
    private final List<ByteString> messages = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
  }

  private final FakeCluster cluster;
  private final FakeBroker node;
  private final StreamObserver<ServerFrame> out;
  private final Map<Integer, FakeConsumer> consumers = new HashMap<>();
  private final Map<Long, Noted> transactions = new HashMap<>();
  private final Map<ByteString, OpenProducer.Mode> producers = new HashMap<>();
  private final ArrayDeque<ServerFrame> later = new ArrayDeque<>();
  private boolean ended;

  FakeConnection(FakeCluster cluster, FakeBroker node, StreamObserver<ServerFrame> out) {
    this.cluster = cluster;
    this.node = node;
    this.out = out;
  }

  @Override
  public void onNext(ClientFrame frame) {
    synchronized (cluster) {
      if (!ended && !node.isDeaf) {
        take(frame);
      }
    }
  }

  private void take(ClientFrame frame) {
    switch (frame.getFrameCase()) {
      case OPEN -> open();
      case OPEN_PRODUCER -> openProducer(frame.getOpenProducer());
      case CLOSE_PRODUCER -> producers.remove(frame.getCloseProducer().getProducerId());
      case SEND -> send(frame.getSend());
      case SUBSCRIBE -> subscribe(frame.getSubscribe());
      case CREDIT -> credit(frame.getCredit());
      case SETTLE -> settle(frame.getSettle());
      case CLOSE_CONSUMER ->
          closeConsumer(
              frame.getCloseConsumer().getRequest(), frame.getCloseConsumer().getConsumer());
      case BEGIN -> transactions.put(frame.getBegin().getTransaction(), new Noted());
      case COMMIT -> commit(frame.getCommit());
      case ROLLBACK -> {
        transactions.remove(frame.getRollback().getTransaction());
        reply(settled(frame.getRollback().getRequest(), 0));
      }
      case CREATE_TEMPORARY ->
          reply(
              ServerFrame.newBuilder()
                  .setTemporaryCreated(
                      TemporaryCreated.newBuilder()
                          .setRequest(frame.getCreateTemporary().getRequest())
                          .setName(cluster.nextTemporary())));
      case RENEW_LOCK, FRAME_NOT_SET -> {}
    }
  }

  private void open() {
    Failed.Code refusal = node.refusesToOpen;
    if (refusal == null && !node.isMaster()) {
      refusal = Failed.Code.NOT_MASTER;
    }
    reply(
        refusal == null
            ? ServerFrame.newBuilder()
                .setOpened(
                    Opened.newBuilder()
                        .setNode(node.id())
                        .setEpoch(cluster.epoch)
                        .setMessageBytesMax(1 << 20)
                        .setBatchBytesMax(1 << 20)
                        .setBatchMessagesMax(1_000))
            : failed(0, refusal));
  }

  // ── producers ──

  private void openProducer(OpenProducer open) {
    producers.put(open.getProducerId(), open.getMode());
    cluster.know(open.getProducerId());
    reply(
        ServerFrame.newBuilder()
            .setProducerOpened(
                ProducerOpened.newBuilder()
                    .setRequest(open.getRequest())
                    .setLastSequence(cluster.lastSequence(open.getProducerId()))));
  }

  private void send(Send send) {
    node.sends.incrementAndGet();
    if (!producers.containsKey(send.getProducerId())) {
      reply(failed(send.getRequest(), Failed.Code.INVALID));
    } else if (send.getTransaction() != 0) {
      noted(send.getTransaction()).messages.addAll(send.getMessagesList());
      reply(
          ServerFrame.newBuilder()
              .setConfirmed(
                  confirmed(send.getRequest()).setDurability(Confirmed.Durability.TRANSACTION)));
    } else {
      answer(send.getRequest(), node.nextWhim(), () -> store(send), () -> reject(send));
    }
  }

  /** Does as the whim says with a batch or a commit. */
  private void answer(long request, @Nullable Whim whim, Storing storing, Storing rejecting) {
    if (whim == null) {
      reply(storing.store());
      return;
    }
    switch (whim) {
      case STORE_AND_BREAK -> {
        storing.store();
        breakOff();
      }
      case BREAK -> breakOff();
      case SILENCE -> {}
      case ANSWER_LATER -> later.add(storing.store().build());
      case STORE_AND_UNKNOWN -> {
        storing.store();
        reply(failed(request, Failed.Code.OUTCOME_UNKNOWN));
      }
      case OVERLOADED -> reply(failed(request, Failed.Code.OVERLOADED));
      case NOT_ALLOWED -> reply(failed(request, Failed.Code.NOT_ALLOWED));
      case NOT_MASTER -> reply(failed(request, Failed.Code.NOT_MASTER));
      case REJECT -> reply(rejecting.store());
    }
  }

  private interface Storing {
    ServerFrame.Builder store();
  }

  private ServerFrame.Builder store(Send send) {
    boolean isVolatile = producers.get(send.getProducerId()) == OpenProducer.Mode.MONOTONE;
    long last = cluster.lastSequence(send.getProducerId());
    if (last < 0) {
      return failed(send.getRequest(), Failed.Code.PRODUCER_EXPIRED);
    }
    if (send.getFirstSequence() > last + 1 && !isVolatile) {
      return failed(send.getRequest(), Failed.Code.SEQUENCE_GAP);
    }
    long fresh = Math.max(0, last + 1 - send.getFirstSequence());
    int duplicates = (int) Math.min(send.getMessagesCount(), fresh);
    long index = 0;
    for (ByteString message : send.getMessagesList().subList(duplicates, send.getMessagesCount())) {
      index = cluster.store(message);
    }
    if (isVolatile) {
      return ServerFrame.newBuilder()
          .setConfirmed(confirmed(send.getRequest()).setDurability(Confirmed.Durability.MEMORY));
    }
    cluster.taken(send.getProducerId(), send.getFirstSequence() + send.getMessagesCount() - 1);
    return ServerFrame.newBuilder()
        .setConfirmed(
            confirmed(send.getRequest())
                .setDuplicates(duplicates)
                .setIndex(index)
                .setSyncedNodes(2));
  }

  private ServerFrame.Builder reject(Send send) {
    cluster.taken(send.getProducerId(), send.getFirstSequence() + send.getMessagesCount() - 1);
    Confirmed.Builder confirmed = confirmed(send.getRequest());
    for (int i = 0; i < send.getMessagesCount(); i++) {
      confirmed.addRejections(
          Rejection.newBuilder().setOrdinal(i).setCode(Failed.Code.QUEUE_FULL).setDetail("full"));
    }
    return ServerFrame.newBuilder().setConfirmed(confirmed);
  }

  private Confirmed.Builder confirmed(long request) {
    return Confirmed.newBuilder()
        .setRequest(request)
        .setDurability(Confirmed.Durability.QUORUM_DISK)
        .setEpoch(cluster.epoch);
  }

  private static ServerFrame.Builder failed(long request, Failed.Code code) {
    return ServerFrame.newBuilder()
        .setFailed(Failed.newBuilder().setRequest(request).setCode(code).setDetail("as told"));
  }

  // ── transactions ──

  private Noted noted(long transaction) {
    return transactions.computeIfAbsent(transaction, number -> new Noted());
  }

  private void commit(Commit commit) {
    node.commits.incrementAndGet();
    answer(
        commit.getRequest(),
        node.nextWhim(),
        () -> store(commit),
        () -> failed(commit.getRequest(), Failed.Code.TRANSACTION_ROLLED_BACK));
  }

  private ServerFrame.Builder store(Commit commit) {
    Noted noted = noted(commit.getTransaction());
    transactions.remove(commit.getTransaction());
    long last = cluster.lastSequence(commit.getProducerId());
    if (commit.getSequence() <= last) {
      return ServerFrame.newBuilder().setConfirmed(confirmed(commit.getRequest()).setDuplicates(1));
    }
    if (commit.getSequence() > last + 1) {
      return failed(commit.getRequest(), Failed.Code.SEQUENCE_GAP);
    }
    noted.messages.forEach(cluster::store);
    noted.settlements.forEach(this::settle);
    cluster.taken(commit.getProducerId(), commit.getSequence());
    return ServerFrame.newBuilder().setConfirmed(confirmed(commit.getRequest()).setSyncedNodes(2));
  }

  // ── consumers ──

  private void subscribe(Subscribe subscribe) {
    if (node.keepsSubscribersWaiting) {
      return;
    }
    if (node.refusesSubscriptions != null) {
      reply(failed(subscribe.getRequest(), node.refusesSubscriptions));
      if (node.refusesOneSubscription) {
        node.refusesSubscriptions = null;
      }
      return;
    }
    node.subscriptions.add(subscribe);
    reply(
        ServerFrame.newBuilder()
            .setSubscribed(
                Subscribed.newBuilder()
                    .setRequest(subscribe.getRequest())
                    .setConsumer(subscribe.getConsumer())));
    FakeQueue queue = cluster.queue(subscribe.getDestination());
    if (subscribe.getMode() == Subscribe.Mode.BROWSE) {
      FakeConsumer.browse(subscribe, queue, out::onNext);
      reply(
          ServerFrame.newBuilder()
              .setDrained(Drained.newBuilder().setConsumer(subscribe.getConsumer())));
      return;
    }
    consumers.put(subscribe.getConsumer(), new FakeConsumer(subscribe, queue, out::onNext));
    queue.dispatch();
  }

  private void credit(Credit credit) {
    FakeConsumer consumer = consumers.get(credit.getConsumer());
    if (consumer != null) {
      consumer.credit += credit.getMessages();
      consumer.queue.dispatch();
    }
  }

  private void settle(Settle settle) {
    node.settles.incrementAndGet();
    int lost = 0;
    for (Settlement settlement : settle.getSettlementsList()) {
      if (settle.getTransaction() == 0) {
        lost += settle(settlement);
      } else {
        noted(settle.getTransaction()).settlements.add(settlement);
        FakeConsumer consumer = consumers.get(settlement.getConsumer());
        lost += consumer != null && consumer.holds(settlement) ? 0 : 1;
      }
    }
    reply(
        node.takesSettlementInDoubt()
            ? failed(settle.getRequest(), Failed.Code.OUTCOME_UNKNOWN)
            : settled(settle.getRequest(), lost));
  }

  private int settle(Settlement settlement) {
    FakeConsumer consumer = consumers.get(settlement.getConsumer());
    return consumer == null ? 1 : consumer.settle(settlement);
  }

  private static ServerFrame.Builder settled(long request, int lost) {
    return ServerFrame.newBuilder()
        .setSettled(Settled.newBuilder().setRequest(request).setLost(lost));
  }

  private void closeConsumer(long request, int number) {
    node.closedConsumers.incrementAndGet();
    FakeConsumer consumer = consumers.remove(number);
    if (consumer != null) {
      consumer.close();
    }
    reply(
        ServerFrame.newBuilder()
            .setConsumerClosed(
                ConsumerClosed.newBuilder().setRequest(request).setConsumer(number)));
  }

  void loseLocks() {
    consumers.values().forEach(FakeConsumer::loseAll);
  }

  // ── the end ──

  private void reply(ServerFrame.Builder frame) {
    out.onNext(frame.build());
    later.forEach(out::onNext);
    later.clear();
  }

  private void breakOff() {
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
      node.connections.remove(this);
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
