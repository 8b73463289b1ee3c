package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.selector.RandomSelectors.Meant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random selectors on random messages, against {@link PlainMeaning}. */
class SelectorMeaningTest {

  private static final int SEEDS = 2_000;
  private static final int MESSAGES = 5;
  private static final int DEPTH_MAX = 5;

  @Test
  void meansWhatThePlainEvaluatorSays() {
    Map<Truth, Integer> seen = new EnumMap<>(Truth.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSelectors selectors = new RandomSelectors(seed);
      Meant<Boolean> selector = selectors.condition((int) (seed % DEPTH_MAX));
      for (int round = 0; round < MESSAGES; round++) {
        Properties message = selectors.message();

        Truth truth = message.truthOf(selector.text());

        assertThat(truth)
            .as("seed %d: %s of %s", seed, selector.text(), message)
            .isEqualTo(truth(selector.meaning().apply(message)));
        seen.merge(truth, 1, Integer::sum);
      }
    }
    assertThat(seen).hasSize(3);
    assertThat(seen.values()).allMatch(count -> count > SEEDS * MESSAGES / 10);
  }

  @Test
  void eitherUnderstandsOrSaysWhere() {
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSelectors selectors = new RandomSelectors(seed);
      String damaged = selectors.damaged(selectors.condition((int) (seed % DEPTH_MAX)).text());
      try {
        Selector.parse(damaged).matches(selectors.message());
      } catch (InvalidSelectorException e) {
        refused++;
        assertThat(e).as("seed %d: %s", seed, damaged).message().hasLineCount(3);
      }
    }
    assertThat(refused).isBetween(SEEDS / 4, SEEDS);
  }

  @Test
  void likeFindsWhatTryingEverythingFinds() {
    int matched = 0;
    for (long seed = 0; seed < 10 * SEEDS; seed++) {
      RandomSelectors selectors = new RandomSelectors(seed);
      String pattern = selectors.characters(8);
      String text = selectors.characters(12);

      boolean matches = LikePattern.of(pattern, LikePattern.NO_ESCAPE).matches(text);

      assertThat(matches)
          .as("seed %d: '%s' LIKE '%s'", seed, text, pattern)
          .isEqualTo(PlainMeaning.like(text, pattern.codePoints().toArray(), -1));
      matched += matches ? 1 : 0;
    }
    assertThat(matched).isGreaterThan(SEEDS / 2);
  }

  private static Truth truth(@Nullable Boolean value) {
    return value == null ? Truth.UNKNOWN : Truth.of(value);
  }
}
