package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.LedgerPayload;
import io.quorate.replication.ledger.LedgerStateMachine;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The client writes by hand what the nodes' ledger reads, as it must not know the core. */
class LedgerPayloadAgreementTest {
  @Test
  void bothEndsLayOutAPayloadAlike() {
    byte[] body = {1, 2, 3};

    byte[] written = new LedgerPayload(-7, 0x0102030405060708L, body).encode();

    assertThat(ByteBuffer.wrap(written))
        .isEqualTo(LedgerStateMachine.payload(-7, 0x0102030405060708L, body));
    assertThat(LedgerPayload.decode(written))
        .usingRecursiveComparison()
        .isEqualTo(new LedgerPayload(-7, 0x0102030405060708L, body));
  }
}
