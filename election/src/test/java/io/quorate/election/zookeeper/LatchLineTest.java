package io.quorate.election.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.LatchNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatchLineTest {

  @Test
  void ordersBySequenceWhateverTheRandomPrefix() {
    List<String> names =
        List.of("_c_zz-latch-0000000003", "_c_aa-latch-0000000012", "_c_mm-latch-0000000001");

    assertThat(LatchLine.inOrder(names))
        .containsExactly(
            "_c_mm-latch-0000000001", "_c_zz-latch-0000000003", "_c_aa-latch-0000000012");
  }

  @Test
  void leavesOutWhatIsNoPlace() {
    assertThat(LatchLine.inOrder(List.of("notes", "_c_a-latch-0000000000")))
        .containsExactly("_c_a-latch-0000000000");
  }

  @Test
  void readsTheIdItWrites() {
    byte[] id = LatchLine.id(3, 1_700_000_000_000L).getBytes(UTF_8);

    assertThat(LatchLine.parse("/line/x", id))
        .isEqualTo(new LatchNode("/line/x", 3, 1_700_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1/",
        "/1",
        "1/2/3",
        "-1/2",
        "1/99999999999999999999",
        "9999999999/1",
        "one/2"
      })
  void takesAForeignIdForAnUnknownNode(String id) {
    assertThat(LatchLine.parse("/line/x", id.getBytes(UTF_8)).nodeId())
        .isEqualTo(LatchNode.UNKNOWN);
  }

  @Test
  void nobodyHeadsAnEmptyLine() {
    assertThat(LatchLine.isHeadedBy(List.of(), "/line/x")).isFalse();
    assertThat(LatchLine.isHeadedBy(List.of(new LatchNode("/line/x", 1, 1)), null)).isFalse();
    assertThat(LatchLine.isHeadedBy(List.of(new LatchNode("/line/x", 1, 1)), "/line/x")).isTrue();
  }
}
