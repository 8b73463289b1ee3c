package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.NoElection;
import io.quorate.replication.port.NoListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A replica whose master, of a newer release, ships what this release does not know. */
class UnknownEntryTest {
  private static final byte VERSION_TO_COME = Entry.VERSION + 1;
  private static final byte LOG_TYPE_TO_COME = EntryType.FEATURE_LEVEL + 1;
  private static final byte STATE_TYPE_TO_COME = EntryType.DRAIN + 1;
  private static final Member MASTER = new Member(NodeId.of(1), 7);
  private static final Member SELF = new Member(NodeId.of(2), 8);

  private final WrittenLog disk = new WrittenLog();
  private final List<String> lastWords = new ArrayList<>();
  private final GroupCore core = new GroupCore(settings(), ports(), 0, 0);
  private LogEnd end = LogEnd.START;

  private static UUID disk(NodeId node) {
    return new UUID(node.number(), 0);
  }

  private static GroupSettings settings() {
    return new GroupSettings(
        GroupId.MAIN,
        SELF,
        disk(SELF.node()),
        new TreeSet<>(List.of(MASTER.node(), SELF.node(), NodeId.of(3))),
        Timeouts.DEFAULT,
        Limits.DEFAULT);
  }

  private Ports ports() {
    return new Ports(
        disk,
        (to, message) -> {},
        new LedgerStateMachine(1 << 20),
        new NoElection(),
        new NoListener(),
        new Halted());
  }

  private final class Halted implements FaultHandler {
    @Override
    public void halt(String reason) {
      lastWords.add(reason);
    }

    @Override
    public void renounce(UUID storageUuid, String reason) {
      lastWords.add(reason);
    }
  }

  private Entry config() {
    TreeMap<NodeId, UUID> voters = new TreeMap<>();
    settings().nodes().forEach(node -> voters.put(node, disk(node)));
    return LogFixture.config(end, 1, ReplicaSet.of(voters));
  }

  /** Ships one entry, syncs it, and says that everything up to the index is committed. */
  private void ship(Entry entry, long commitIndex) {
    Message ship = new Message.Ship(1, 1, end, List.of(entry), commitIndex);
    end = entry.end();
    core.onMessage(new Envelope(GroupId.MAIN, MASTER, disk(MASTER.node()), ship));
    core.endTurn();
    core.onSynced(disk.lastToken());
    core.endTurn();
  }

  private Entry strange(byte type, byte version) {
    ByteBuffer payload = LedgerStateMachine.payload(1, 1, new byte[8]);
    return Entry.after(end, 1, type, version, end.timeMillis(), payload);
  }

  private void assertStops(byte type, byte version) {
    ship(config(), 1);
    assertThat(core.status().appliedIndex()).isEqualTo(1);

    assertThatThrownBy(() -> ship(strange(type, version), 2))
        .isInstanceOf(BrokenInvariantException.class);

    assertThat(lastWords).hasSize(1);
    assertThat(lastWords.get(0))
        .contains("1:2", "type " + type, "version " + version)
        .endsWith("upgrade this node");
    assertThat(core.status().appliedIndex()).as("nothing of it was applied").isEqualTo(1);
  }

  @Test
  void unknownTypeOfTheLogsOwnStopsTheNode() {
    assertStops(LOG_TYPE_TO_COME, Entry.VERSION);
  }

  @Test
  void unknownVersionOfTheLogsOwnStopsTheNode() {
    assertStops(EntryType.BARRIER, VERSION_TO_COME);
  }

  @Test
  void unknownTypeOfTheStateMachineStopsTheNode() {
    assertStops(STATE_TYPE_TO_COME, Entry.VERSION);
  }

  @Test
  void unknownVersionOfTheStateMachineStopsTheNode() {
    assertStops(EntryType.DRAIN, VERSION_TO_COME);
  }

  /** It may yet be replaced by something else. */
  @Test
  void unknownEntryIsHeldUntilItIsCommitted() {
    ship(config(), 1);

    ship(strange(LOG_TYPE_TO_COME, Entry.VERSION), 1);

    assertThat(lastWords).isEmpty();
    assertThat(core.status().last().index()).isEqualTo(2);
  }
}
