package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoakReportTest {
  private static final String FRAME =
      """
      before
      <!-- soak: written by scripts/soak -->
      old
      <!-- soak: end -->
      after
      """;

  @TempDir private Path docs;

  private Path page(String text) throws IOException {
    return Files.writeString(docs.resolve("proof.md"), text);
  }

  @Test
  void writesItsPartAndThePicture() throws IOException {
    Path page = page(FRAME);

    new SoakReport(page).write("soak lost=0", "| a |\n", "<svg/>");

    assertThat(Files.readString(page))
        .startsWith("before\n<!--")
        .contains("`soak lost=0`\n\n| a |\n", "(proof/soak.svg)")
        .doesNotContain("old")
        .endsWith("<!-- soak: end -->\nafter\n");
    assertThat(docs.resolve("proof/soak.svg")).hasContent("<svg/>");
  }

  @Test
  void refusesAPageWithoutItsMarksBeforeTheRun() throws IOException {
    Path page = page("nothing of ours\n");

    assertThatThrownBy(() -> new SoakReport(page)).hasMessageContaining("put them back");
  }

  @Test
  void tableSaysWhatIsNotSteady() {
    Course growing = new Course("master");
    Course steady = new Course("replica");
    for (int seconds = 5; seconds <= 900; seconds += 5) {
      growing.add(seconds, seconds < 600 ? 100 : 120);
      steady.add(seconds, 50);
    }

    assertThat(SoakReport.table(Map.of(Vital.HEAP, List.of(growing, steady)), new Steadiness(900)))
        .isEqualTo(
            """
            | minute 5 → end | master | replica |
            |---|---|---|
            | live heap, MB | 100.0 → 120.0 (+20.0 %) **not steady** | 50.0 → 50.0 (+0.0 %) |
            """);
  }
}
