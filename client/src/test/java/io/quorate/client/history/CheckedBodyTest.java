package io.quorate.client.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckedBodyTest {
  @Test
  void tellsWhichMessageItIs() {
    byte[] encoded = CheckedBody.ofSize(7, 1L << 40, 1024).encode();

    assertThat(encoded).hasSize(1024);
    assertThat(CheckedBody.decode(encoded)).isEqualTo(new CheckedBody(7, 1L << 40, 1004));
  }

  @Test
  void mayBeWithoutAFiller() {
    byte[] encoded = CheckedBody.ofSize(1, 2, CheckedBody.BYTES_MIN).encode();

    assertThat(CheckedBody.decode(encoded)).isEqualTo(new CheckedBody(1, 2, 0));
  }

  @Test
  void noticesEveryChangedBit() {
    byte[] encoded = CheckedBody.ofSize(1, 2, 40).encode();

    for (int bit = 0; bit < encoded.length * 8; bit++) {
      byte[] changed = encoded.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> CheckedBody.decode(changed))
          .hasMessageContaining("changed on its way");
    }
  }

  @Test
  void noticesAMissingEnd() {
    byte[] encoded = CheckedBody.ofSize(1, 2, 40).encode();

    for (int length = 0; length < encoded.length; length++) {
      byte[] shorter = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> CheckedBody.decode(shorter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesASizeThatHoldsNothing() {
    assertThatThrownBy(() -> CheckedBody.ofSize(1, 2, 19))
        .hasMessage("expected a body of at least 20 bytes, found 19");
  }
}
