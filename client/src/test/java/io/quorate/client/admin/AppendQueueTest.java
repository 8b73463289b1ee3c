package io.quorate.client.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.AppendOutcome.Confirmed;
import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.AppendOutcome.Refused;
import io.quorate.client.admin.AppendOutcome.Unknown;
import io.quorate.client.admin.AppendQueue.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
  private static final long DEADLINE = 100;

  private final AppendQueue queue = new AppendQueue();

  @BeforeEach
  void addThree() {
    for (long number = 1; number <= 3; number++) {
      queue.add(new Append(number, new byte[0], DEADLINE + number, outcome -> {}));
    }
  }

  @Test
  void sendsInOrder() {
    assertThat(sendAll()).containsExactly(1L, 2L, 3L);
    assertThat(queue.hasUnderWay()).isTrue();
  }

  @Test
  void sendsAgainInOrderWhatWasRefused() {
    sendAll();
    queue.refusedForNow(2);
    queue.answered(1, confirmed(1));
    queue.refusedForNow(3);

    assertThat(queue.hasUnderWay()).isFalse();
    queue.takeBack();

    assertThat(ended().keySet()).containsExactly(1L);
    assertThat(sendAll()).containsExactly(2L, 3L);
  }

  @Test
  void sendsNothingWhileSomethingIsRefused() {
    queue.send();
    queue.refusedForNow(1);

    assertThat(queue.send()).isNull();
  }

  /** Behind 3, entry 2 would be out of order. */
  @Test
  void refusesForGoodWhatALaterOneOvertook() {
    sendAll();
    queue.answered(1, confirmed(1));
    queue.refusedForNow(2);
    queue.answered(3, confirmed(2));
    queue.takeBack();

    assertThat(ended().get(2L))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Refusal.OUT_OF_ORDER));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void neverSendsAgainWhatMayBeStored() {
    sendAll();
    queue.refusedForNow(1);
    queue.abandonUnderWay("broken");
    queue.takeBack();

    Map<Long, AppendOutcome> ended = ended();
    assertThat(ended.get(1L)).isInstanceOf(Refused.class);
    assertThat(ended.get(2L)).isInstanceOf(Unknown.class);
    assertThat(ended.get(3L)).isInstanceOf(Unknown.class);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void expiresAsRefusedOnlyWhatIsNotUnderWay() {
    queue.send();
    queue.expire(DEADLINE + 2, "no master");

    Map<Long, AppendOutcome> ended = ended();
    assertThat(ended.get(1L)).isInstanceOf(Unknown.class);
    assertThat(ended.get(2L)).isInstanceOf(Refused.class);
    assertThat(ended).doesNotContainKey(3L);
  }

  @Test
  void endsEveryAppendOnce() {
    sendAll();
    queue.expire(DEADLINE + 1, "late");
    queue.answered(1, confirmed(1));
    queue.refusedForNow(1);
    queue.endAll("closed");
    queue.takeBack();

    List<Long> numbers = new ArrayList<>();
    queue.takeEnded().forEach(ended -> numbers.add(ended.append().number()));
    assertThat(numbers).containsExactly(1L, 2L, 3L);
    assertThat(queue.takeEnded()).isEmpty();
  }

  private List<Long> sendAll() {
    List<Long> sent = new ArrayList<>();
    for (@Nullable Append next = queue.send(); next != null; next = queue.send()) {
      sent.add(next.number());
    }
    return sent;
  }

  private Map<Long, AppendOutcome> ended() {
    Map<Long, AppendOutcome> outcomes = new TreeMap<>();
    queue.takeEnded().forEach(e -> outcomes.put(e.append().number(), e.outcome()));
    return outcomes;
  }

  private static Confirmed confirmed(long index) {
    return new Confirmed(1, index, 2);
  }
}
