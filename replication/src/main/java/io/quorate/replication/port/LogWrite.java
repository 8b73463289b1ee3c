package io.quorate.replication.port;

import java.util.List;

/**
 * Changes that become durable together or not at all, in the order of the list.
 *
 * @param token ascending; reported when this write and all before it are synced
 */
public record LogWrite(long token, List<LogOp> ops) {
  public LogWrite {
    ops = List.copyOf(ops);
  }
}
