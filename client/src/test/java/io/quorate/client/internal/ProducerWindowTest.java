package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Durability;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.internal.Endings.Ended;
import io.quorate.client.internal.ProducerWindow.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProducerWindowTest {
  private static final ProducerWindow.Limits LIMITS = new ProducerWindow.Limits(100, 4, 2, 3);
  private static final Destination QUEUE = Destination.queue("orders");
  private static final Confirmation CONFIRMATION =
      new Confirmation(Durability.QUORUM_DISK, 1, 1, 2, false);

  private final RetryLaterException later = new RetryLaterException(Reason.OVERLOADED, "as told");
  private int identities;
  private final ProducerWindow window = window(false);

  private ProducerWindow window(boolean isVolatile) {
    return new ProducerWindow(
        isVolatile, LIMITS, () -> ByteString.copyFromUtf8("producer " + ++identities));
  }

  @Test
  void sendsNothingBeforeItIsKnown() {
    add("a");

    assertThat(window.wantsOpening()).isTrue();
    assertThat(window.nextBatch(0)).isNull();
  }

  @Test
  void doesNotWaitWhenNothingIsUnderWay() {
    window.opened(1, 0);
    add("a");

    assertThat(texts(next(0))).containsExactly("a");
  }

  @Test
  void gathersWhileABatchIsUnderWay() {
    window.opened(1, 0);
    add("a");
    Batch first = next(0);
    add("b", "c");

    assertThat(window.nextBatch(0)).isNull();

    confirm(first);
    assertThat(texts(next(0))).containsExactly("b", "c");
  }

  @Test
  void sendsFullBatchesBehindOneAnother() {
    window.opened(1, 0);
    add("a");
    next(0);
    add("b", "c", "d", "e", "f");

    Batch full = next(0);

    assertThat(full.first()).isEqualTo(2);
    assertThat(texts(full)).containsExactly("b", "c", "d", "e");
    assertThat(window.nextBatch(0)).isNull();
  }

  @Test
  void boundsABatchByItsBytes() {
    window.opened(1, 0);
    add("x".repeat(60), "y".repeat(60), "z".repeat(500));

    assertThat(texts(next(0))).hasSize(1);
    assertThat(texts(next(0))).hasSize(1);
    assertThat(texts(next(0))).hasSize(1);
  }

  @Test
  void boundsABatchByItsDestinations() {
    window.opened(1, 0);
    addTo("one", "two", "one", "three");

    Batch first = next(0);
    assertThat(texts(first)).containsExactly("one", "two", "one");
    confirm(first);
    assertThat(texts(next(0))).containsExactly("three");
  }

  @Test
  void boundsTheDestinationsOfWhatIsSentAgain() {
    window.opened(1, 0);
    addTo("one");
    Batch first = next(0);
    addTo("two", "two", "three", "three");
    Batch second = next(0);
    window.refusedForNow(first.first(), later, 0);
    window.gap(second.first(), later, 0);

    assertThat(texts(next(0))).containsExactly("one", "two", "two");
  }

  @Test
  void holdsWhatFollowsARefusalAndSendsAllAgainInOrder() {
    window.opened(1, 0);
    add("a");
    Batch first = next(0);
    add("b", "c", "d", "e");
    Batch second = next(0);

    window.refusedForNow(first.first(), later, 10);
    assertThat(window.nextBatch(20)).isNull();
    window.gap(second.first(), later, 10);
    assertThat(window.nextBatch(5)).isNull();

    Batch again = next(10);
    assertThat(again.first()).isEqualTo(1);
    assertThat(texts(again)).containsExactly("a", "b", "c", "d");
  }

  @Test
  void sendsAgainUnderTheSameNumbersAfterALostConnection() {
    window.opened(1, 0);
    add("a", "b");
    next(0);
    window.connectionLost();
    add("c");

    window.opened(1, 1);
    Batch again = next(0);

    assertThat(again.first()).isEqualTo(1);
    assertThat(texts(again)).containsExactly("a", "b");
    assertThat(window.takeEnded()).isEmpty();
  }

  @Test
  void endsWhatWasNeverTakenAsSurelyNotStored() {
    window.opened(1, 0);
    add("a");
    window.refusedForNow(next(0).first(), later, 0);

    window.expire(2_000, () -> later);

    assertThat(onlyEnd().failure())
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED));
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void tellsThatNobodyKnowsAndGoesOnAsking() {
    window.opened(1, 0);
    add("a");
    next(0);
    window.connectionLost();

    window.expire(2_000, () -> later);
    Ended told = onlyEnd();
    assertThat(told.failure()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(told.isGone()).isFalse();
    window.expire(2_000, () -> later);
    assertThat(window.takeEnded()).isEmpty();

    window.opened(1, 0);
    confirm(next(0));
    Ended gone = onlyEnd();
    assertThat(gone.confirmation()).isEqualTo(CONFIRMATION);
    assertThat(gone.isGone()).isTrue();
  }

  @Test
  void knowsAfterAChangeOfMastersWhatWasNotTaken() {
    window.opened(1, 0);
    add("a");
    next(0);
    window.connectionLost();
    window.expire(2_000, () -> later);
    onlyEnd();

    window.opened(2, 0);

    assertThat(onlyEnd().failure()).isInstanceOf(RetryLaterException.class);
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void givesTheNumberOfARefusedMessageToTheNextOne() {
    window.opened(1, 0);
    add("a");
    window.refusedForGood(next(0).first(), new NotStoredException(Reason.NOT_ALLOWED, ""), 0);
    add("b");

    assertThat(next(0).first()).isEqualTo(1);
    assertThat(identities).isEqualTo(1);
  }

  /**
   * A frame with that number may still be on its way: the number is spoilt, and with it the name.
   */
  @Test
  void takesANewIdentityWhereANumberMayStillBeTaken() {
    window.opened(1, 0);
    add("a");
    next(0);
    window.connectionLost();
    window.opened(1, 0);
    window.refusedForGood(next(0).first(), new NotStoredException(Reason.NOT_ALLOWED, ""), 0);
    assertThat(onlyEnd().failure()).isInstanceOf(OutcomeUnknownException.class);
    add("b");

    assertThat(window.nextBatch(0)).isNull();
    assertThat(window.wantsOpening()).isTrue();
    assertThat(identities).isEqualTo(2);
    window.opened(1, 0);
    assertThat(texts(next(0))).containsExactly("b");
  }

  @Test
  void admitsThatItDoesNotKnowWhenTheBrokerHasForgottenIt() {
    window.opened(1, 0);
    add("a");
    confirm(next(0));
    onlyEnd();
    add("b");
    next(0);
    window.connectionLost();
    add("c");

    window.opened(2, 0);

    assertThat(onlyEnd().failure()).isInstanceOf(OutcomeUnknownException.class);
    window.opened(2, 0);
    assertThat(texts(next(0))).containsExactly("c");
    assertThat(identities).isEqualTo(2);
  }

  @Test
  void neverSendsAVolatileMessageTwice() {
    ProducerWindow lane = window(true);
    lane.opened(1, 0);
    lane.add(send("a", 0));
    next(lane, 0);

    lane.connectionLost();

    assertThat(lane.takeEnded())
        .singleElement()
        .satisfies(end -> assertThat(end.failure()).isInstanceOf(OutcomeUnknownException.class));
    assertThat(lane.isEmpty()).isTrue();
  }

  @Test
  void sendsARefusedVolatileMessageUnderAHigherNumber() {
    ProducerWindow lane = window(true);
    lane.opened(1, 7);
    lane.add(send("a", 0));
    Batch batch = next(lane, 0);
    assertThat(batch.first()).isEqualTo(8);

    lane.refusedForNow(8, later, 0);

    assertThat(next(lane, 0).first()).isEqualTo(9);
  }

  /**
   * Any order of any trouble: nothing twice, nothing out of order, and nobody is told what is not.
   */
  @Test
  void keepsItsPromisesWhateverHappens() {
    for (int seed = 1; seed <= 1_000; seed++) {
      try {
        new Trial(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private final class Trial {
    private final SplittableRandom random;
    private final ProducerWindow tried = window(false);
    private final WindowBroker broker;
    private final List<Ended> ended = new ArrayList<>();
    private int added;
    private long now;

    Trial(long seed) {
      random = new SplittableRandom(seed);
      broker = new WindowBroker(random, tried);
    }

    void run() {
      for (int step = 0; step < 200; step++) {
        misbehave();
        collect();
      }
      broker.becomeKind();
      for (int step = 0; !tried.isEmpty(); step++) {
        assertThat(step).as("steps until all has ended").isLessThan(500);
        broker.exchange(now);
        broker.takeFrame();
        broker.deliverAnswer();
        collect();
      }
      for (int i = 0; i < 50; i++) {
        broker.takeStray();
      }
      check();
    }

    private void misbehave() {
      now++;
      switch (random.nextInt(24)) {
        case 0 -> broker.breakConnection();
        case 1 -> broker.takeStray();
        case 2 -> tried.expire(now, () -> later);
        case 3 -> {
          if (random.nextInt(4) == 0) {
            broker.changeMaster();
          }
        }
        case 4 -> {
          if (random.nextInt(10) == 0) {
            broker.forgetProducers();
          }
        }
        case 5, 6, 7, 8, 9 -> tried.add(send(String.valueOf(++added), now + random.nextInt(60)));
        case 10, 11, 12, 13 -> broker.exchange(now);
        case 14, 15, 16, 17, 18 -> broker.takeFrame();
        default -> broker.deliverAnswer();
      }
    }

    private void collect() {
      List<Ended> news = tried.takeEnded();
      for (Ended end : news) {
        if (end.confirmation() != null) {
          assertThat(broker.log()).as("confirmed, so stored").contains(end.send().bytes);
        }
      }
      ended.addAll(news);
    }

    private void check() {
      assertThat(broker.log()).doesNotHaveDuplicates();
      List<ByteString> confirmed =
          ended.stream().filter(e -> e.confirmation() != null).map(e -> e.send().bytes).toList();
      // What was given up in doubt may come at any time.
      assertThat(broker.log().stream().filter(confirmed::contains).toList())
          .isEqualTo(sorted(confirmed));
      assertThat(ended.stream().filter(Ended::isGone)).hasSize(added);
      for (Ended end : ended) {
        QuorateException failure = end.failure();
        if (failure != null && failure.stored() == QuorateException.Stored.NO) {
          assertThat(broker.log()).as("surely not stored").doesNotContain(end.send().bytes);
        }
      }
    }
  }

  private static List<ByteString> sorted(List<ByteString> numbers) {
    return numbers.stream()
        .sorted(Comparator.comparingInt(n -> Integer.parseInt(n.toStringUtf8())))
        .toList();
  }

  private void add(String... texts) {
    for (String text : texts) {
      window.add(send(text, 1_000));
    }
  }

  /** Of each queue named a message. */
  private void addTo(String... queues) {
    for (String queue : queues) {
      window.add(send(Destination.queue(queue), queue, 1_000));
    }
  }

  private Batch next(long nowNanos) {
    return next(window, nowNanos);
  }

  private static Batch next(ProducerWindow of, long nowNanos) {
    Batch batch = of.nextBatch(nowNanos);
    if (batch == null) {
      throw new AssertionError("expected a batch to send");
    }
    return batch;
  }

  private static PendingSend send(String text, long deadlineNanos) {
    return send(QUEUE, text, deadlineNanos);
  }

  private static PendingSend send(Destination to, String text, long deadlineNanos) {
    return new PendingSend(to, ByteString.copyFromUtf8(text), deadlineNanos, false);
  }

  private void confirm(Batch batch) {
    window.confirmed(batch.first(), CONFIRMATION, Map.of());
  }

  private Ended onlyEnd() {
    List<Ended> ended = window.takeEnded();
    assertThat(ended).hasSize(1);
    return ended.get(0);
  }

  private static List<String> texts(Batch batch) {
    return batch.sends().stream().map(send -> send.bytes.toStringUtf8()).toList();
  }
}
