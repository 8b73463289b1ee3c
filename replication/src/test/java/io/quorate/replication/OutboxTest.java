package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.port.LogFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Member MASTER = new Member(NodeId.of(2), 7);
  private static final Member RIVAL = new Member(NodeId.of(3), 9);

  private final WrittenLog disk = new WrittenLog();
  private final Journal journal = new Journal(disk, Limits.DEFAULT, disk.recover());
  private final Outbox outbox = new Outbox();
  private final List<String> sent = new ArrayList<>();

  private static Message accept(long upTo) {
    return new Message.Accept(5, 1, upTo, true);
  }

  private void promise(long epoch, Member to) {
    journal.savePromise(new Promise(epoch, to));
  }

  private void answer(long epoch, Member to, long upTo) {
    outbox.answerWhenSynced(journal.token(), epoch, to, () -> accept(upTo));
  }

  private void endTurn() {
    journal.flush(0);
    outbox.release(journal, Rules.RIGHT);
    outbox.perform((to, message) -> sent.add(to + " " + message));
  }

  private void sync() {
    journal.onSynced(disk.lastToken(), 0);
    endTurn();
  }

  @Test
  void answerWaitsForTheDiskAndOtherMessagesDoNot() {
    promise(5, MASTER);
    answer(5, MASTER, 1);
    outbox.send(RIVAL.node(), accept(0));
    endTurn();

    assertThat(sent).containsExactly("3 " + accept(0));

    sync();

    assertThat(sent).containsExactly("3 " + accept(0), "2 " + accept(1));
  }

  @Test
  void answerThatDependsOnNothingNewLeavesAtOnce() {
    promise(5, MASTER);
    endTurn();
    sync();

    answer(5, MASTER, 1);
    endTurn();

    assertThat(sent).containsExactly("2 " + accept(1));
  }

  @Test
  void answersLeaveInTheirOrderAndOnce() {
    promise(5, MASTER);
    answer(5, MASTER, 1);
    endTurn();
    journal.append(LogFixture.message(LogEnd.START, 5, 0));
    answer(5, MASTER, 2);
    endTurn();

    sync();
    sync();

    assertThat(sent).containsExactly("2 " + accept(1), "2 " + accept(2));
  }

  /** Whoever was promised the newer epoch must not meet entries accepted under the older one. */
  @Test
  void answerIsDroppedWhenNewerPromiseCameBeforeTheSync() {
    promise(5, MASTER);
    journal.append(LogFixture.message(LogEnd.START, 5, 0));
    answer(5, MASTER, 1);
    endTurn();

    promise(6, RIVAL);
    answer(6, RIVAL, 2);
    endTurn();
    sync();

    assertThat(sent).containsExactly("3 " + accept(2));
  }

  @Test
  void answerToAnotherLifeOfTheMasterIsDropped() {
    promise(5, MASTER);

    answer(5, new Member(MASTER.node(), MASTER.incarnation() + 1), 1);
    endTurn();
    sync();

    assertThat(sent).isEmpty();
  }

  /** What it says is read from the log when it leaves, not when it was asked for. */
  @Test
  void textIsMadeWhenTheAnswerLeaves() {
    promise(5, MASTER);
    outbox.answerWhenSynced(journal.token(), 5, MASTER, () -> accept(journal.syncedIndex()));
    journal.append(LogFixture.message(LogEnd.START, 5, 0));
    endTurn();

    sync();

    assertThat(sent).containsExactly("2 " + accept(1));
  }

  @Test
  void silencedOutboxSaysNothingAnyMore() {
    promise(5, MASTER);
    answer(5, MASTER, 1);
    outbox.send(RIVAL.node(), accept(0));

    outbox.silence();
    endTurn();
    sync();

    assertThat(sent).isEmpty();
  }
}
