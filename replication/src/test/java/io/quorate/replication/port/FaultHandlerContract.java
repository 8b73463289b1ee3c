package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link FaultHandler} must do with what a core cannot cope with. */
public abstract class FaultHandlerContract {
  /** The handler of a process that has begun and not yet ended. */
  protected abstract FaultHandler handler();

  /** Says a reason to the handler; what a test framework makes of it ends here. */
  protected void halt(String reason) {
    handler().halt(reason);
  }

  /** What reached whoever has to hear of a halt. */
  protected abstract List<String> lastWords();

  /** The disk's present identity. */
  protected abstract UUID storageUuid();

  /** Lets everything happen that was set going. */
  protected abstract void settle();

  @Test
  void firstReasonIsTheLastWord() {
    halt("the log has a hole");
    halt("and therefore so has the state");

    settle();
    assertThat(lastWords()).hasSize(1);
    assertThat(lastWords().get(0)).endsWith("the log has a hole");
  }

  /** The core calls in the middle of a turn. */
  @Test
  void renouncedDiskGetsAnotherIdentityAfterTheCall() {
    UUID before = storageUuid();

    handler().renounce(before, "it has forgotten");
    assertThat(storageUuid()).isEqualTo(before);

    settle();
    assertThat(storageUuid()).isNotEqualTo(before);
    assertThat(lastWords()).isEmpty();
  }

  /** Several groups may find out about the same disk, and some of them late. */
  @Test
  void identityIsRenouncedOnce() {
    UUID before = storageUuid();
    handler().renounce(before, "it has forgotten");
    settle();
    UUID after = storageUuid();

    handler().renounce(before, "it has forgotten, says another group");
    settle();
    assertThat(storageUuid()).isEqualTo(after);

    handler().renounce(after, "it has forgotten again");
    settle();
    assertThat(storageUuid()).isNotEqualTo(after);
  }

  @Test
  void nothingIsDoneAfterTheLastWord() {
    UUID before = storageUuid();

    handler().renounce(before, "it has forgotten");
    halt("the log has a hole");
    handler().renounce(before, "it has still forgotten");

    settle();
    assertThat(storageUuid()).isEqualTo(before);
  }
}
