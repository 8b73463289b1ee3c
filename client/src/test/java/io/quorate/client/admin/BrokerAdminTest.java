package io.quorate.client.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.client.Destination;
import io.quorate.client.Reason;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.proto.client.v1.Failed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerAdminTest {
  private static final Destination ORDERS = Destination.queue("orders");

  private final FakeAdministration cluster = new FakeAdministration();
  private FakeAdministration.Node first;
  private FakeAdministration.Node second;
  private BrokerAdmin admin;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start();
    second = cluster.start();
    admin = new BrokerAdmin(List.of(first.address()), "main", Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
    cluster.kill();
  }

  @Test
  void findsTheMasterFromAnotherNode() throws AdminException {
    cluster.elect(2);

    admin.create(ORDERS, DestinationSettings.none());

    assertThat(cluster.commands()).containsExactly("create orders");
  }

  @Test
  void followsTheMaster() throws AdminException, InterruptedException {
    cluster.elect(2);
    admin.pause(ORDERS);
    second.kill();
    cluster.elect(1);

    // The connection of before is gone, so this was surely not done there.
    assertThat(admin.browse("orders", "", 0, 10).messages()).hasSize(2);
  }

  @Test
  void waitsUntilTheMasterIsReady() throws AdminException {
    cluster.elect(1);
    cluster.refuse(Failed.Code.NOT_READY, "not yet");
    cluster.refuse(Failed.Code.NO_QUORUM, "not yet");

    assertThat(admin.purge("orders")).isEqualTo(3);
  }

  @Test
  void doesNotRepeatWhatMayBeDone() {
    cluster.elect(1);
    cluster.breakAnswers();

    AdminException problem =
        catchThrowableOfType(AdminException.class, () -> admin.purge("orders"));

    assertThat(problem.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(cluster.commands()).containsExactly("purge orders");
  }

  @Test
  void tellsWhyTheBrokerRefuses() {
    cluster.elect(1);
    cluster.refuse(Failed.Code.IN_USE, "queue orders has 3 messages");

    AdminException problem =
        catchThrowableOfType(AdminException.class, () -> admin.delete(ORDERS, false));

    assertThat(problem).hasMessage("queue orders has 3 messages");
    assertThat(problem.kind()).isEqualTo(Kind.REFUSED);
    assertThat(problem.reason()).isEqualTo(Reason.IN_USE);
  }

  @Test
  void givesUpWithoutAMaster() {
    try (BrokerAdmin impatient =
        new BrokerAdmin(List.of(first.address()), "main", Duration.ofMillis(1))) {
      AdminException problem =
          catchThrowableOfType(AdminException.class, () -> impatient.purge("orders"));

      assertThat(problem.reason()).isEqualTo(Reason.NO_QUORUM);
      assertThat(problem).hasMessageContaining("no master").hasMessageContaining("asked:");
    }
  }

  @Test
  void namesWhatWasProbablyMeant() throws AdminException {
    cluster.elect(1);
    admin.create(ORDERS, DestinationSettings.builder().maxDeliveries(3).build());

    assertThat(admin.destination(ORDERS).settings().maxDeliveries()).contains(3);
    assertThat(
            catchThrowableOfType(
                AdminException.class, () -> admin.destination(Destination.queue("ordres"))))
        .hasMessage("there is no queue ordres (did you mean orders?)");
  }
}
