package io.quorate.election.zookeeper;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.NodeIdentity;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.zookeeper.KeeperException.Code;

/**
 * One attempt to write an epoch of our own into the register. The transaction ties it to our place
 * in line: places only ever vanish from ahead of us, so once seen first, ours is first for as long
 * as it exists.
 */
final class EpochClaim {
  private final Znodes znodes;
  private final ZnodePaths.Group paths;
  private final NodeIdentity identity;
  private final String ownPath;
  private final long atLeast;
  private final LongConsumer onClaimed;
  private final Consumer<ClaimRefusal> onRefused;
  private final String nonce = UUID.randomUUID().toString();

  private long epoch;

  EpochClaim(
      Znodes znodes,
      ZnodePaths.Group paths,
      NodeIdentity identity,
      String ownPath,
      long atLeast,
      LongConsumer onClaimed,
      Consumer<ClaimRefusal> onRefused) {
    this.znodes = znodes;
    this.paths = paths;
    this.identity = identity;
    this.ownPath = ownPath;
    this.atLeast = atLeast;
    this.onClaimed = onClaimed;
    this.onRefused = onRefused;
  }

  void start() {
    znodes.read(paths.epoch(), this::onRegisterRead);
  }

  private void onRegisterRead(Answer answer) {
    if (!answer.isOk()) {
      onRefused.accept(
          answer.is(Code.NONODE) ? ClaimRefusal.LATCH_NODE_GONE : ClaimRefusal.OUTCOME_UNKNOWN);
      return;
    }
    epoch = Math.max(atLeast, EpochRegisterCodec.decode(answer.data().toArray()).epoch() + 1);
    var claimed =
        new EpochRegister(epoch, identity.nodeId(), identity.incarnation(), ownPath, nonce);
    znodes.writeWhile(
        ownPath,
        paths.epoch(),
        EpochRegisterCodec.encode(claimed),
        answer.version(),
        this::onWritten);
  }

  private void onWritten(Answer answer) {
    if (answer.isOk()) {
      onClaimed.accept(epoch);
    } else if (answer.is(Code.NONODE)) {
      onRefused.accept(ClaimRefusal.LATCH_NODE_GONE);
    } else {
      // Even a clear BADVERSION may be our own write: its first answer got lost and the request
      // went out again.
      znodes.read(paths.epoch(), again -> settle(again, answer));
    }
  }

  private void settle(Answer again, Answer written) {
    if (again.isOk() && EpochRegisterCodec.decode(again.data().toArray()).nonce().equals(nonce)) {
      onClaimed.accept(epoch);
    } else {
      onRefused.accept(
          written.is(Code.BADVERSION) ? ClaimRefusal.CONTENDED : ClaimRefusal.OUTCOME_UNKNOWN);
    }
  }
}
