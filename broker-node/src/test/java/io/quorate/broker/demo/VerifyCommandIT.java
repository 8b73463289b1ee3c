package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyCommandIT {
  @Test
  void losesNothingWhileItsMasterIsKilled() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(output, true, Charset.defaultCharset());

    int exitCode =
        DemoCommands.execute(List.of("verify", "--demo", "--kills", "2"), stream, stream);

    String said = output.toString(Charset.defaultCharset());
    assertThat(exitCode).as(said).isZero();
    assertThat(said)
        .contains("kill 2 of 2: node ")
        .contains("failovers=2 gap_median_ms=")
        .contains(" lost=0 duplicates=0 ")
        .contains(" longest_gap_ms=");
  }
}
