package io.quorate.client.internal;

import io.quorate.client.ConsumerOptions;
import io.quorate.client.Settlement;
import io.quorate.client.Settlement.Result;
import io.quorate.client.internal.SettleQueue.TagRange;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.Credit;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.Delivery;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.RenewLock;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A consumer's time on one connection: its credit, what it holds unsettled, and the settlements on
 * their way. It dies with the connection, and settling what it delivered then comes to nothing.
 * Settling and taking are for any thread, the rest is on the loop.
 */
final class ConsumerSession {
  /** The broker's bound for a consumer is a little higher. */
  private static final int UNSETTLED_MAX = 60_000;

  /** While so many requests are under way, settlements gather; with none, they go at once. */
  private static final int REQUESTS_MAX = 2;

  /** A consumer that settled this many holds up nothing by waiting, but others by not sending. */
  private static final int GATHERED_MAX = 1_000;

  private final ClientLoop loop;
  private final MasterConnection connection;
  private final int consumer;
  private final boolean isPreSettled;
  private final Executor callbacks;
  private final AtomicLong lostSettlements;
  private final CreditMeter credit;
  private final AtomicLong taken = new AtomicLong();
  private final HandOver<Runnable> handOver;
  private final TreeSet<Long> unsettled = new TreeSet<>();
  private final SettleQueue settles = new SettleQueue();
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private int gathered;
  private int requests;
  private boolean ended;

  ConsumerSession(
      ClientLoop loop,
      MasterConnection connection,
      int consumer,
      ConsumerOptions options,
      Executor callbacks,
      AtomicLong lostSettlements) {
    this.loop = loop;
    this.connection = connection;
    this.consumer = consumer;
    this.isPreSettled = options.isAtMostOnce();
    this.callbacks = callbacks;
    this.lostSettlements = lostSettlements;
    this.credit = new CreditMeter(options.prefetch(), UNSETTLED_MAX, options.fetchMax());
    this.handOver = new HandOver<>(loop, Runnable::run, this::advance);
  }

  int firstCredit() {
    return credit.first();
  }

  boolean isPreSettled() {
    return isPreSettled;
  }

  /** Of the master that delivers. */
  long epoch() {
    return connection.epoch();
  }

  /** Whether what it delivered can be settled over this connection. On the loop. */
  boolean isOf(MasterConnection other) {
    return !ended && connection == other;
  }

  List<Receipt> delivered(Deliveries deliveries) {
    List<Receipt> receipts = new ArrayList<>(deliveries.getDeliveriesCount());
    for (Delivery delivery : deliveries.getDeliveriesList()) {
      receipts.add(new Receipt(this, delivery));
      if (!isPreSettled) {
        unsettled.add(delivery.getTag());
      }
    }
    if (!credit.delivered(receipts.size())) {
      connection.abandon(
          "%s delivered more than it was given credit for".formatted(connection.node()));
    }
    return receipts;
  }

  /** The application has received one. From any thread. */
  void taken() {
    if (taken.incrementAndGet() % credit.step() == 0) {
      loop.execute(this::replenish);
    }
  }

  private void replenish() {
    int more = ended ? 0 : credit.more(taken.get(), unsettled.size());
    if (more > 0) {
      connection.send(
          ClientFrame.newBuilder()
              .setCredit(Credit.newBuilder().setConsumer(consumer).setMessages(more))
              .build());
    }
  }

  // ── settling, from any thread ──

  void settle(Receipt receipt, Settlement settlement) {
    if (!isPreSettled) {
      long tag = receipt.delivery().getTag();
      handOver.offer(() -> add(tag, tag, settlement));
    }
  }

  void settleUpTo(Receipt receipt, Settlement settlement) {
    if (!isPreSettled) {
      handOver.offer(
          () -> {
            if (ended) {
              lostSettlements.incrementAndGet();
            } else if (!unsettled.isEmpty()) {
              add(unsettled.first(), receipt.delivery().getTag(), settlement);
            }
          });
    }
  }

  CompletableFuture<Result> settleAndTell(Receipt receipt, Settlement settlement) {
    if (isPreSettled) {
      return CompletableFuture.completedFuture(Result.SETTLED);
    }
    CompletableFuture<Result> result = new CompletableFuture<>();
    long tag = receipt.delivery().getTag();
    handOver.offer(() -> settleAlone(new TagRange(tag, tag, settlement), false, result));
    return result;
  }

  void renew(Receipt receipt) {
    long tag = receipt.delivery().getTag();
    loop.execute(
        () ->
            connection.send(
                ClientFrame.newBuilder()
                    .setRenewLock(
                        RenewLock.newBuilder().setConsumer(consumer).setFromTag(tag).setToTag(tag))
                    .build()));
  }

  // ── settling, on the loop ──

  private void add(long fromTag, long toTag, Settlement settlement) {
    if (ended) {
      lostSettlements.incrementAndGet();
      return;
    }
    gathered += forget(fromTag, toTag);
    settles.add(new TagRange(fromTag, toTag, settlement));
  }

  private int forget(long fromTag, long toTag) {
    if (fromTag == toTag) {
      return unsettled.remove(fromTag) ? 1 : 0;
    }
    var settled = unsettled.subSet(fromTag, true, toTag, true);
    int count = settled.size();
    settled.clear();
    return count;
  }

  /** By the commit of a transaction. */
  void settledElsewhere(Receipt receipt) {
    unsettled.remove(receipt.delivery().getTag());
    replenish();
  }

  /**
   * Asks until there is an answer that says something.
   *
   * @param isInDoubt it may have been settled when it was asked for before
   */
  private void settleAlone(TagRange range, boolean isInDoubt, CompletableFuture<Result> result) {
    if (ended) {
      tellLost(isInDoubt, result);
      return;
    }
    forget(range.fromTag(), range.toTag());
    requests++;
    ask(
        List.of(range),
        new MasterConnection.Answer() {
          @Override
          public void answered(ServerFrame frame) {
            requests--;
            if (mayPass(frame)) {
              settleAlone(range, isInDoubt || isOutcomeUnknown(frame), result);
            } else if (isSettled(frame)) {
              tell(result, Result.SETTLED);
            } else {
              tellLost(isInDoubt, result);
            }
            advance();
          }

          @Override
          public void lost(String why) {
            requests--;
            tell(result, Result.UNKNOWN);
          }
        });
  }

  private static boolean isSettled(ServerFrame frame) {
    return frame.hasSettled() && frame.getSettled().getLost() == 0;
  }

  /** What was settled at the first attempt is lost to the second. */
  private void tellLost(boolean isInDoubt, CompletableFuture<Result> result) {
    if (!isInDoubt) {
      lostSettlements.incrementAndGet();
    }
    tell(result, isInDoubt ? Result.UNKNOWN : Result.LOST);
  }

  private void tell(CompletableFuture<Result> future, Result result) {
    callbacks.execute(() -> future.complete(result));
  }

  private void advance() {
    if (!ended
        && !settles.isEmpty()
        && requests < REQUESTS_MAX
        && (requests == 0 || gathered >= GATHERED_MAX)) {
      sendGathered();
    }
    replenish();
    tellIfIdle();
  }

  private void sendGathered() {
    List<TagRange> ranges = settles.takeAll();
    gathered = 0;
    requests++;
    ask(
        ranges,
        new MasterConnection.Answer() {
          @Override
          public void answered(ServerFrame frame) {
            requests--;
            if (mayPass(frame)) {
              ranges.forEach(settles::add);
              // With the next tick: at once would only be refused again.
            } else {
              countLost(frame);
              advance();
            }
          }

          @Override
          public void lost(String why) {
            requests--;
          }
        });
  }

  private void ask(List<TagRange> ranges, MasterConnection.Answer answer) {
    Settle.Builder frame = Settle.newBuilder();
    for (TagRange range : ranges) {
      frame.addSettlements(wire(range));
    }
    connection.ask(
        request -> ClientFrame.newBuilder().setSettle(frame.setRequest(request)).build(), answer);
  }

  io.quorate.proto.client.v1.Settlement wire(TagRange range) {
    Settlement settlement = range.settlement();
    return io.quorate.proto.client.v1.Settlement.newBuilder()
        .setConsumer(consumer)
        .setFromTag(range.fromTag())
        .setToTag(range.toTag() == range.fromTag() ? 0 : range.toTag())
        .setOutcome(outcome(settlement.outcome()))
        .setDelayMillis(settlement.delay().toMillis())
        .setReason(settlement.reason())
        .build();
  }

  private static io.quorate.proto.client.v1.Settlement.Outcome outcome(Settlement.Outcome outcome) {
    return switch (outcome) {
      case ACKNOWLEDGED -> io.quorate.proto.client.v1.Settlement.Outcome.ACKNOWLEDGED;
      case RELEASED -> io.quorate.proto.client.v1.Settlement.Outcome.RELEASED;
      case FAILED -> io.quorate.proto.client.v1.Settlement.Outcome.FAILED;
      case REJECTED -> io.quorate.proto.client.v1.Settlement.Outcome.REJECTED;
    };
  }

  /** Worth repeating: what was settled after all is passed over by the broker. */
  private static boolean mayPass(ServerFrame frame) {
    return frame.hasFailed() && Failures.mayBeAskedAgain(frame.getFailed().getCode());
  }

  private static boolean isOutcomeUnknown(ServerFrame frame) {
    return frame.hasFailed() && frame.getFailed().getCode() == Failed.Code.OUTCOME_UNKNOWN;
  }

  private void countLost(ServerFrame frame) {
    lostSettlements.addAndGet(frame.hasSettled() ? frame.getSettled().getLost() : 1);
  }

  void tick() {
    advance();
  }

  /** Completes once no settlement waits for its answer; what was handed over before counts. */
  CompletableFuture<Void> idle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    handOver.offer(() -> idleWaiters.add(idle));
    return idle;
  }

  private void tellIfIdle() {
    if (ended || (requests == 0 && settles.isEmpty())) {
      idleWaiters.forEach(waiter -> waiter.complete(null));
      idleWaiters.clear();
    }
  }

  void end() {
    ended = true;
    tellIfIdle();
  }
}
