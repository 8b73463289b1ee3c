package io.quorate.election.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochRegisterCodecTest {

  @Test
  void readsWhatItWrites() {
    EpochRegister register =
        new EpochRegister(7, 2, 41, "/q/groups/main/latch/_c_a-latch-0000000009", "n-1");

    assertThat(EpochRegisterCodec.decode(EpochRegisterCodec.encode(register))).isEqualTo(register);
    assertThat(EpochRegisterCodec.decode(EpochRegisterCodec.encode(EpochRegister.NEVER_CLAIMED)))
        .isEqualTo(EpochRegister.NEVER_CLAIMED);
  }

  @Test
  void isLegibleToPeople() {
    EpochRegister register = new EpochRegister(7, 2, 41, "/p", "n");

    assertThat(new String(EpochRegisterCodec.encode(register), UTF_8))
        .isEqualTo("format=1\nepoch=7\nnode=2\nincarnation=41\nlatchPath=/p\nnonce=n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "format=2\nepoch=7\n",
        "format=1\nepoch=seven\n",
        "format=1\nepoch=7\nnode=99999999999\n"
      })
  void takesAnIllegibleRegisterForNeverClaimed(String text) {
    assertThat(EpochRegisterCodec.decode(text.getBytes(UTF_8)))
        .isEqualTo(EpochRegister.NEVER_CLAIMED);
  }

  @Test
  void refusesAValueOfTwoLines() {
    assertThatThrownBy(() -> Fields.encode("address", "a\nepoch=9"))
        .hasMessageContaining("one line");
  }
}
