package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a selector leaves to the garbage collector for each message. */
class SelectorAllocationTest {

  private static final int MESSAGES = 1_000;

  private static final Properties MESSAGE =
      Properties.of("color", "red").and("price", 1_000_000).and("urgent", true).and("rate", 0.5);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "color = 'red' AND price > 999999 AND urgent",
        "price BETWEEN 1 AND 2000000 AND price NOT BETWEEN -5 AND 0x0F",
        "color IN ('blue', 'red') AND color LIKE '%r_d%' AND NOT color LIKE 'b!%' ESCAPE '!'",
        "gone IS NULL AND (gone > 1 OR rate <= 0.5) AND (urgent = TRUE) = (price <> 1)"
      })
  void comparingLeavesNothing(String text) throws Exception {
    assertThat(allocatedPerMessage(Selector.parse(text))).isZero();
  }

  @Test
  void calculatingLeavesItsNumbers() throws Exception {
    assertThat(allocatedPerMessage(Selector.parse("price * 2 - 1 > 5"))).isBetween(0L, 64L);
  }

  /** The least of several rounds: what classes and compilers leave behind is not the selector's. */
  private long allocatedPerMessage(Selector selector) {
    long[] rounds = new long[10];
    for (int round = 0; round < rounds.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int message = 0; message < MESSAGES; message++) {
        assertMatches(selector);
      }
      rounds[round] = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return Arrays.stream(rounds).min().orElseThrow() / MESSAGES;
  }

  private static void assertMatches(Selector selector) {
    if (!selector.matches(MESSAGE)) {
      throw new AssertionError(selector + " does not match");
    }
  }
}
