package io.quorate.replication;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.PeerSender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is to leave this node. Messages that promise nothing leave at the end of the turn; answers
 * wait until the disk has what they speak of, and are dropped if by then a newer promise forbids
 * them.
 */
final class Outbox {
  private record Outgoing(NodeId to, Message message) {}

  /** An answer in an epoch; the text is made when it leaves, from what is durable then. */
  private record Held(long token, long epoch, Member to, Supplier<Message> message) {}

  private final List<Outgoing> ready = new ArrayList<>();
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  void send(NodeId to, Message message) {
    ready.add(new Outgoing(to, message));
  }

  /** Tokens never fall, so the queue is in order. */
  void answerWhenSynced(long token, long epoch, Member to, Supplier<Message> message) {
    held.add(new Held(token, epoch, to, message));
  }

  void release(Journal journal, Rules rules) {
    while (!held.isEmpty() && journal.isSynced(held.peek().token)) {
      Held answer = held.remove();
      if (rules.mayAnswer(journal.promise(), answer.epoch, answer.to)) {
        ready.add(new Outgoing(answer.to.node(), answer.message.get()));
      }
    }
  }

  void perform(PeerSender peers) {
    for (Outgoing outgoing : ready) {
      peers.send(outgoing.to, outgoing.message);
    }
    ready.clear();
  }

  /** Nothing of what was to leave may leave any more. */
  void silence() {
    ready.clear();
    held.clear();
  }
}
