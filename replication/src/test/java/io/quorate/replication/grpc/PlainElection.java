package io.quorate.replication.grpc;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A coordinator without faults, for nodes of one process: a line, a register, a genesis. */
final class PlainElection {
  private final Map<Member, ElectionEvents> nodes = new HashMap<>();
  private final List<ElectionView.Place> line = new ArrayList<>();
  private final TreeMap<NodeId, UUID> registered = new TreeMap<>();
  private byte @Nullable [] genesis;
  private long epoch;
  private int version;
  private int places;

  synchronized Election join(Member self, UUID storageUuid, ElectionEvents events) {
    nodes.put(self, events);
    events.onBootConfirmed();
    publish();
    return new Seat(self, storageUuid, events);
  }

  private void publish() {
    nodes.forEach(
        (member, events) ->
            events.onElectionView(
                new ElectionView(
                    true,
                    isFirst(member),
                    List.copyOf(line),
                    epoch,
                    version,
                    registered,
                    genesis)));
  }

  private boolean isFirst(Member member) {
    return !line.isEmpty() && line.get(0).member().equals(member);
  }

  private final class Seat implements Election {
    private final Member self;
    private final UUID storageUuid;
    private final ElectionEvents events;

    Seat(Member self, UUID storageUuid, ElectionEvents events) {
      this.self = self;
      this.storageUuid = storageUuid;
      this.events = events;
    }

    @Override
    public void enroll() {
      synchronized (PlainElection.this) {
        if (line.stream().noneMatch(place -> place.member().equals(self))) {
          line.add(new ElectionView.Place("place-" + places++, self));
          publish();
        }
      }
    }

    @Override
    public void withdraw(long delayMillis) {
      leave();
      enroll();
    }

    @Override
    public void leave() {
      synchronized (PlainElection.this) {
        line.removeIf(place -> place.member().equals(self));
        publish();
      }
    }

    @Override
    public void claimEpoch(long token, long atLeast) {
      synchronized (PlainElection.this) {
        if (!isFirst(self)) {
          events.onEpochRefused(token, "not first in line");
          return;
        }
        epoch = Math.max(epoch + 1, atLeast);
        version++;
        events.onEpochClaimed(token, epoch);
        publish();
      }
    }

    @Override
    public void evict(List<ElectionView.Place> lost, int registerVersion) {
      synchronized (PlainElection.this) {
        line.removeAll(lost);
        publish();
      }
    }

    @Override
    public void register() {
      synchronized (PlainElection.this) {
        registered.put(self.node(), storageUuid);
        publish();
      }
    }

    @Override
    public void createGenesis(byte[] proposed) {
      synchronized (PlainElection.this) {
        if (genesis == null) {
          genesis = proposed;
          publish();
        }
      }
    }
  }
}
