package io.quorate.broker.session;

import static io.quorate.broker.session.ConsumeConformance.numbered;
import static io.quorate.broker.session.Kit.assertRefused;
import static io.quorate.broker.session.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.session.Administration.BrowsePage;
import io.quorate.broker.session.Administration.Browsed;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.TestClient.Taker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators do. */
interface AdministrationConformance extends Kit {
  @Test
  default void operatorsCreatePausePurgeAndDelete() throws Exception {
    Address address = Address.queue("run");
    get(admin().create(address, DestinationOptions.DEFAULT));
    get(admin().create(address, DestinationOptions.DEFAULT));
    assertRefused(
        Code.ALREADY_EXISTS,
        () -> get(admin().create(address, Kit.limited(5, OverflowPolicy.REJECT))));
    try (TestClient client = client()) {
      get(admin().pause(address, true));
      Taker taker = client.consume("run", 10);
      client.sendIds("run", "a");
      assertThat(status("run").view().paused()).isTrue();
      assertThat(get(admin().purge("run"))).isEqualTo(1);
      client.sendIds("run", "b");
      get(admin().pause(address, false));
      assertThat(taker.await(1).ids()).containsExactly("b");
      get(taker.consumer().close());
      assertRefused(Code.IN_USE, () -> get(admin().delete(address, false)));
      get(admin().delete(address, true));
      assertRefused(Code.NOT_FOUND, () -> get(admin().purge("run")));
    }
  }

  @Test
  default void optionsAreChangedOneByOne() throws Exception {
    Address address = Address.queue("tuned");
    get(admin().create(address, Kit.limited(5, OverflowPolicy.REJECT)));
    get(admin().update(address, present -> Kit.limited(6, present.overflow())));
    assertThat(status("tuned").view().options()).isEqualTo(Kit.limited(6, OverflowPolicy.REJECT));
    assertRefused(
        Code.NOT_FOUND, () -> get(admin().update(Address.queue("nowhere"), present -> present)));
  }

  @Test
  default void aTopicIsBoundedByRejectingOnly() throws Exception {
    for (OverflowPolicy policy : OverflowPolicy.values()) {
      Address topic = Address.topic("bounded." + policy);
      if (policy == OverflowPolicy.REJECT) {
        get(admin().create(topic, Kit.limited(1, policy)));
      } else {
        BrokerException refusal =
            assertRefused(Code.INVALID, () -> get(admin().create(topic, Kit.limited(1, policy))));
        assertThat(refusal).hasMessageContaining("REJECT");
      }
    }
  }

  @Test
  default void destinationsAreListedPageByPage() throws Exception {
    for (String name : new String[] {"listed.a", "listed.b", "listed.c", "unlisted"}) {
      get(admin().create(Address.queue(name), DestinationOptions.DEFAULT));
    }
    assertThat(get(admin().destinations(DestinationKind.QUEUE, "listed.*", "", 2)))
        .extracting(found -> found.view().address().name())
        .containsExactly("listed.a", "listed.b");
    assertThat(get(admin().destinations(DestinationKind.QUEUE, "listed.*", "listed.b", 2)))
        .extracting(found -> found.view().address().name())
        .containsExactly("listed.c");
    assertThat(get(admin().destinations(DestinationKind.TOPIC, "listed.*", "", 2))).isEmpty();
  }

  @Test
  default void aQueueIsLookedThroughPageByPageAndFiltered() throws Exception {
    try (TestClient client = client()) {
      for (int i = 1; i <= 5; i++) {
        client.send(numbered("paged", i));
      }
      client.consume("paged", 1).await(1);
      BrowsePage first = get(admin().browse("paged", "", 0, 2));
      assertThat(first.messages()).hasSize(2);
      assertThat(first.messages().get(0).inFlight()).isTrue();
      assertThat(first.messages().get(1).inFlight()).isFalse();
      BrowsePage rest = get(admin().browse("paged", "n <> 4", first.next(), 10));
      assertThat(rest.messages())
          .extracting(found -> TestClient.Taker.idOf(found.delivery()))
          .containsExactly("m3", "m5");
      assertThat(rest.next()).isZero();
      assertRefused(Code.NOT_FOUND, () -> get(admin().browse("nowhere", "", 0, 1)));
      assertRefused(Code.INVALID_SELECTOR, () -> get(admin().browse("paged", "n >", 0, 1)));
    }
  }

  @Test
  default void deadLettersAreSentBack() throws Exception {
    try (TestClient client = client()) {
      for (int i = 1; i <= 3; i++) {
        client.send(numbered("poisoned", i));
      }
      Taker taker = client.consume("poisoned", 10).await(3);
      taker.settle(0, 2, Outcome.REJECTED);

      assertThat(get(admin().move("DLQ.poisoned", "", "n > 1", 0, true))).isEqualTo(2);
      assertThat(status("DLQ.poisoned").view().messages()).isEqualTo(3);
      assertThat(get(admin().move("DLQ.poisoned", "", "n > 1", 1, false))).isEqualTo(1);
      assertThat(taker.await(4).ids()).containsExactly("m1", "m2", "m3", "m2");
      assertThat(get(admin().move("DLQ.poisoned", "poisoned.aside", "", 0, false))).isEqualTo(2);
      assertThat(status("poisoned.aside").view().messages()).isEqualTo(2);
    }
  }

  @Test
  default void aDeadLetterThatIsRejectedStaysAndCanBeSentBack() throws Exception {
    try (TestClient client = client()) {
      client.send(numbered("venom", 1));
      Taker taker = client.consume("venom", 10).await(1);
      taker.settle(0, 0, Outcome.REJECTED);
      client.consume("DLQ.venom", 1).await(1).settle(0, 0, Outcome.REJECTED);

      List<Browsed> parked = get(admin().browse("DLQ.venom", "", 0, 10)).messages();
      assertThat(parked).hasSize(1);
      assertThat(parked.get(0).inFlight()).isFalse();
      assertThat(parked.get(0).deliverAtMillis()).isPositive();
      assertThat(get(admin().move("DLQ.venom", "", "", 0, false))).isEqualTo(1);
      assertThat(taker.await(2).ids()).containsExactly("m1", "m1");
    }
  }

  @Test
  default void theDiskAndTheNodeAreAskedAfter() throws Exception {
    try (TestClient client = client()) {
      client.sendIds("holding", "a");
      Administration.DiskReport report = get(admin().diskWhy());
      assertThat(report.lastIndex()).isPositive();
      assertThat(report.holders())
          .anyMatch(holder -> holder.who().equals("queue holding") && holder.messages() == 1);
    }
    ClusterTopology topology = get(broker().topology());
    assertThat(topology.groups()).hasSize(1);
    assertThat(topology.addresses()).containsKey(topology.groups().get(0).master());
  }

  @Test
  default void operatorsAreToldWhatIsWrong() throws Exception {
    assertRefused(Code.NOT_FOUND, () -> get(admin().purge("nowhere")));
    assertRefused(Code.INVALID, () -> get(admin().purge("a..b")));
    assertRefused(
        Code.INVALID,
        () -> get(admin().create(Address.queue("wild.*"), DestinationOptions.DEFAULT)));
    assertRefused(Code.NOT_FOUND, () -> get(admin().pause(Address.queue("nowhere"), true)));
    assertRefused(Code.NOT_FOUND, () -> get(admin().move("nowhere", "", "", 0, false)));
    assertRefused(Code.INVALID, () -> get(admin().move("same", "same", "", 0, false)));
  }
}
