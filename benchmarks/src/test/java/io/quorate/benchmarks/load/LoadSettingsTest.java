package io.quorate.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadSettingsTest {
  @Test
  void survivesTheWayToItsProcess() {
    LoadSettings settings =
        new LoadSettings(4, 1_000, 1, 1_024, 50, Duration.ofSeconds(8), Duration.ofSeconds(10));

    assertThat(LoadSettings.parse(settings.words())).isEqualTo(settings);
  }

  @Test
  void namesTheWordThatIsMissing() {
    assertThatThrownBy(() -> LoadSettings.parse(List.of("window=1")))
        .hasMessageContaining("producers=N");
  }
}
