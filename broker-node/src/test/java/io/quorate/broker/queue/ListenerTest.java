package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.toQueue;
import static io.quorate.broker.queue.BrokerLog.toTopic;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.replication.model.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListenerTest {
  private final BrokerLog log = new BrokerLog();
  private final List<String> told = new ArrayList<>();

  private final StateListener listener =
      new StateListener() {
        @Override
        public void arrived(SourceView source) {
          told.add("arrived " + source.address());
        }

        @Override
        public void returned(SourceView source, long position) {
          told.add("returned " + Position.number(position));
        }

        @Override
        public void gone(SourceView source, long fromPosition, int count) {
          told.add("gone " + Position.number(fromPosition) + "+" + count);
        }

        @Override
        public void expired(Address from, int count) {
          told.add("expired " + count + " of " + from);
        }

        @Override
        public void deadLettered(Address from, int count) {
          told.add("dead " + count + " of " + from);
        }

        @Override
        public void published(Address topic, long ref, int count, @Nullable Entry entry) {
          told.add("published " + count + (entry == null ? " later" : " now"));
        }

        @Override
        public void sourceAdded(SourceView source) {
          told.add("added " + source.address());
        }

        @Override
        public void sourceRemoved(SourceView source) {
          told.add("removed " + source.address());
        }

        @Override
        public void destinationChanged(Address address) {
          told.add("changed " + address);
        }

        @Override
        public void destinationDeleted(Address address) {
          told.add("deleted " + address);
        }
      };

  @Test
  void hearsOfAQueuesLife() {
    log.state.setListener(listener);

    log.send(toQueue("a"), toQueue("a"));
    log.settle(log.queue("a"), Position.of(5, 0), Outcome.RELEASED);
    log.settle(log.queue("a"), Position.of(5, 0), Outcome.ACKNOWLEDGED);
    log.apply(new Command.Pause(Address.queue("a"), true));
    log.apply(new Command.DeleteDestination(Address.queue("a"), true));

    assertThat(told)
        .containsExactly(
            "added queue a",
            "changed queue a",
            "arrived queue a",
            "returned 0",
            "gone 0+1",
            "changed queue a",
            "gone 1+1",
            "removed queue a",
            "deleted queue a");
  }

  @Test
  void hearsOfWhatIsPublished() {
    log.state.setListener(listener);

    log.send(toTopic("t"), toTopic("t"), toTopic("t").setDelayMillis(10));
    log.later(10).tick();

    assertThat(told).containsExactly("changed topic t", "published 2 now", "published 1 later");
  }

  @Test
  void hearsWhatEndsOtherwiseThanAcknowledged() {
    log.send(toQueue("a").setTimeToLiveMillis(1_000), toQueue("a"));
    log.later(1_000);
    log.state.setListener(listener);

    log.settle(log.queue("a"), Position.of(5, 0), Outcome.EXPIRED);
    log.settle(log.queue("a"), Position.of(5, 1), Outcome.REJECTED);

    assertThat(told).contains("expired 1 of queue a", "dead 1 of queue a");
  }

  @Test
  void aReplicaTellsNobody() {
    log.state.setListener(listener);
    log.state.setListener(null);

    log.send(toQueue("a"));

    assertThat(told).isEmpty();
  }
}
