package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.FaultHandlerContract;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeFaultHandlerTest extends FaultHandlerContract {
  private final List<String> lastWords = new ArrayList<>();
  private final ArrayDeque<Runnable> chores = new ArrayDeque<>();
  private final Disk disk = new Disk();
  private final NodeFaultHandler handler =
      new NodeFaultHandler(NodeId.of(1), lastWords::add, chores::add, disk);

  private static final class Disk implements NodeFaultHandler.Disk {
    private long identities;
    private boolean broken;

    @Override
    public UUID storageUuid() {
      return new UUID(0, identities);
    }

    @Override
    public void renewIdentity(String reason) throws IOException {
      if (broken) {
        throw new IOException("read-only file system");
      }
      identities++;
    }
  }

  @Override
  protected FaultHandler handler() {
    return handler;
  }

  @Override
  protected List<String> lastWords() {
    return lastWords;
  }

  @Override
  protected UUID storageUuid() {
    return disk.storageUuid();
  }

  @Override
  protected void settle() {
    while (!chores.isEmpty()) {
      chores.remove().run();
    }
  }

  @Test
  void diskThatCannotTakeAnotherIdentityEndsTheNode() {
    disk.broken = true;

    handler.renounce(storageUuid(), "it has forgotten");
    settle();

    assertThat(lastWords).hasSize(1);
    assertThat(lastWords.get(0)).contains("new identity", "read-only file system");
  }

  @Test
  void closingNodeHasNoLastWord() {
    handler.close();

    handler.halt("the disk was closed under a reader");

    assertThat(lastWords).isEmpty();
  }
}
