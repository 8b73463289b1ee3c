package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that operators read lists the keys that this program reads. */
class ConfigurationPageTest {
  private static final String REWRITE =
      "mvn -q -o -pl broker-node -am test -Dtest=ConfigurationPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Drewrite";

  @Test
  void committedPageEndsWithThePrintedReference() throws IOException {
    Path page = pageBelow(Path.of("").toAbsolutePath());
    String found = Files.readString(page);
    String expected = preambleOf(found) + ConfigReference.markdown();
    if (System.getProperty("rewrite") != null) {
      Files.writeString(page, expected);
      return;
    }

    assertThat(found).as("%s; write it anew with: %s", page, REWRITE).isEqualTo(expected);
  }

  /** What stands before the table is written by hand. */
  private static String preambleOf(String page) {
    int table = page.indexOf("| key |");
    return table < 0 ? page : page.substring(0, table);
  }

  /** Tests run in the module's folder, or in the one above. */
  private static Path pageBelow(Path folder) {
    Path page = folder.resolve("docs/configuration.md");
    return Files.exists(page) ? page : folder.resolveSibling("docs/configuration.md");
  }
}
