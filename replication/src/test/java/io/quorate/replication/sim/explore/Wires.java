package io.quorate.replication.sim.explore;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.model.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * All that was ever sent. A message may arrive at any later moment, in any order, any number of
 * times or never, as long as the process lives that it was sent to; nothing has to be dropped or
 * doubled on purpose.
 */
final class Wires {
  /** A message on its way to one life of a node. */
  record Letter(Envelope envelope, Member to) {
    @Override
    public String toString() {
      return envelope.message() + " of " + envelope.from();
    }
  }

  private final List<Letter> letters = new ArrayList<>();
  private final List<Long> digests = new ArrayList<>();

  /** The same message again is the same letter: it may arrive twice anyway. */
  void send(Envelope envelope, Member to) {
    Letter letter = new Letter(envelope, to);
    if (!letters.contains(letter)) {
      letters.add(letter);
    }
  }

  Letter letter(int number) {
    return letters.get(number);
  }

  int count() {
    return letters.size();
  }

  /** Of all that may still arrive, in whatever order it was sent. */
  long digest(List<Member> living) {
    long sum = 0;
    for (int i = 0; i < letters.size(); i++) {
      if (i == digests.size()) {
        digests.add(StateDigest.of(List.of(letters.get(i).envelope, letters.get(i).to)));
      }
      if (living.contains(letters.get(i).to)) {
        sum += StateDigest.mix(digests.get(i));
      }
    }
    return sum;
  }

  /** Of each message, as far as asked for. */
  List<Long> digests() {
    return List.copyOf(digests);
  }

  void remember(List<Long> known) {
    digests.addAll(known);
  }
}
