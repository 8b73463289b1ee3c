package io.quorate.election.zookeeper;

import io.quorate.election.Bytes;
import java.util.List;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException.Code;

/**
 * What ZooKeeper said.
 *
 * @param code of a transaction: that of its first operation that failed
 * @param data of the node read; empty if it has none
 * @param version of the node read
 * @param owner session that owns the node read, 0 if none does
 * @param created transaction that created the node read
 */
record Answer(Code code, Bytes data, int version, long owner, long created, List<String> children) {
  private static final Bytes NOTHING = Bytes.copyOf(new byte[0]);

  static Answer of(CuratorEvent event) {
    Code code = Code.get(event.getResultCode());
    var stat = event.getStat();
    return new Answer(
        code == null ? Code.SYSTEMERROR : code,
        event.getData() == null ? NOTHING : Bytes.copyOf(event.getData()),
        stat == null ? -1 : stat.getVersion(),
        stat == null ? 0 : stat.getEphemeralOwner(),
        stat == null ? 0 : stat.getCzxid(),
        event.getChildren() == null ? List.of() : event.getChildren());
  }

  static Answer of(Code code) {
    return new Answer(code, NOTHING, -1, 0, 0, List.of());
  }

  boolean isOk() {
    return code == Code.OK;
  }

  boolean is(Code other) {
    return code == other;
  }
}
