package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void leavesOutTheNameOfTheSystemCall() {
    ConnectException refused =
        new ConnectException("finishConnect(..) failed with error(-111): Connection refused");

    Status status = Status.UNAVAILABLE.withCause(new IOException("io exception", refused));

    assertThat(Failures.rootOf(status)).isEqualTo("Connection refused");
  }
}
