package io.quorate.broker.session;

import static io.quorate.broker.session.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.session.BrokerException.Code;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the parts of the conformance kit share: a broker behind a head, and ways to ask it. */
interface Kit {
  Duration SOON = Duration.ofSeconds(30);

  /** The master, through the head under test. */
  Broker broker();

  default TestClient client() throws Exception {
    return TestClient.of(broker());
  }

  default Administration admin() {
    return broker().administration(Principal.ANYBODY, TestClient.MAIN);
  }

  default Administration.DestinationStatus status(String queue) throws Exception {
    return get(admin().destinations(DestinationKind.QUEUE, queue, "", 1)).get(0);
  }

  default void awaitMessages(String queue, long count) {
    await().atMost(SOON).until(() -> status(queue).view().messages() == count);
  }

  static DestinationOptions limited(long maxMessages, OverflowPolicy overflow) {
    return new DestinationOptions(maxMessages, 0, overflow, 16, 0, 100, 0, 60_000, 0, "", false);
  }

  static DestinationOptions redelivering(int maxDeliveries, long delayMillis) {
    return new DestinationOptions(
        0, 0, OverflowPolicy.BLOCK, maxDeliveries, delayMillis, 100, 0, 60_000, 0, "", false);
  }

  static BrokerException assertRefused(Code code, ThrowingCallable call) {
    BrokerException[] refusal = new BrokerException[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BrokerException.class,
            found -> {
              assertThat(found.code()).isEqualTo(code);
              assertThat(found.getMessage()).isNotBlank();
              refusal[0] = found;
            });
    return refusal[0];
  }
}
