package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.port.StateMachineContract;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BrokerStateMachineTest extends StateMachineContract {
  @Override
  protected StateMachine create() {
    return new BrokerStateMachine(StateLimits.DEFAULT, key -> null, Long.MAX_VALUE);
  }

  @Override
  protected List<Entry> entries(SplittableRandom random, int count) {
    return RandomCommands.log(random, count);
  }

  @Test
  void everyEntryChangesTheDigest() {
    StateMachine broker = create();
    long before = broker.digest();

    for (Entry entry : entries(new SplittableRandom(4), 300)) {
      broker.apply(entry);

      assertThat(broker.digest()).isNotEqualTo(before);
      before = broker.digest();
    }
  }
}
