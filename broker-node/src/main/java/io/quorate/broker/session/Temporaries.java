package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Temporary destinations and their owners. One whose owner is not there is deleted after a while:
 * time enough for a client to come back after a failover. On the loop.
 */
final class Temporaries {
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int PAGE = 2_000;
  private static final int DELETED_AT_ONCE_MAX = 100;

  private static final class Owned {
    private final TreeSet<Address> addresses = new TreeSet<>();
    private final TreeSet<Address> beingDeleted = new TreeSet<>();
    private int connections;
    private long absentSinceNanos;
  }

  private final Reign reign;
  private final TreeMap<ProducerId, Owned> owners = new TreeMap<>();
  private final TreeMap<Address, ProducerId> ownerOf = new TreeMap<>();

  /** How far what earlier masters made was looked for; null: to the end. */
  private @Nullable Address lookedAt = Address.queue("");

  private long named;

  Temporaries(Reign reign) {
    this.reign = reign;
  }

  /** Finds what earlier masters made, a page at a time: there may be very many queues. */
  private void look() {
    Address from = lookedAt;
    if (from == null) {
      return;
    }
    List<BrokerView.DestinationView> page =
        reign.view().destinations(from.kind(), from.name(), PAGE);
    for (BrokerView.DestinationView view : page) {
      note(view.address(), view.owner());
    }
    if (page.size() == PAGE) {
      lookedAt = page.get(PAGE - 1).address();
    } else {
      lookedAt = from.kind() == DestinationKind.QUEUE ? Address.topic("") : null;
    }
  }

  private void note(Address address, @Nullable ProducerId owner) {
    if (owner != null) {
      of(owner).addresses.add(address);
      ownerOf.put(address, owner);
    }
  }

  private Owned of(ProducerId owner) {
    return owners.computeIfAbsent(
        owner,
        id -> {
          Owned owned = new Owned();
          owned.absentSinceNanos = reign.nowNanos();
          return owned;
        });
  }

  // ── owners ──

  void arrived(ProducerId owner) {
    of(owner).connections++;
  }

  void left(ProducerId owner) {
    Owned owned = of(owner);
    owned.connections--;
    owned.absentSinceNanos = reign.nowNanos();
    forgetIfEmpty(owner, owned);
  }

  private void forgetIfEmpty(ProducerId owner, Owned owned) {
    if (owned.connections == 0 && owned.addresses.isEmpty()) {
      owners.remove(owner);
    }
  }

  /** Null: it is not temporary. */
  @Nullable ProducerId ownerOf(Address address) {
    BrokerView.DestinationView view = reign.view().destination(address);
    return view == null ? null : view.owner();
  }

  void onTick() {
    look();
    int left = DELETED_AT_ONCE_MAX;
    for (Map.Entry<ProducerId, Owned> entry : owners.entrySet()) {
      Owned owned = entry.getValue();
      if (owned.connections > 0 || reign.nowNanos() - owned.absentSinceNanos < GRACE_NANOS) {
        continue;
      }
      for (Address address : owned.addresses) {
        if (left > 0 && owned.beingDeleted.add(address)) {
          left--;
          reign.propose(new Command.DeleteDestination(address, true), new Deleted(owned, address));
        }
      }
    }
  }

  private record Deleted(Owned owned, Address address) implements Reign.Answer {
    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {}

    @Override
    public void failed(BrokerException reason) {
      owned.beingDeleted.remove(address);
    }
  }

  // ── what the state says ──

  void changed(Address address) {
    if (!ownerOf.containsKey(address)) {
      note(address, ownerOf(address));
    }
  }

  void deleted(Address address) {
    ProducerId owner = ownerOf.remove(address);
    Owned owned = owner == null ? null : owners.get(owner);
    if (owner != null && owned != null) {
      owned.addresses.remove(address);
      owned.beingDeleted.remove(address);
      forgetIfEmpty(owner, owned);
    }
  }

  // ── what clients ask for ──

  void create(DestinationKind kind, ProducerId owner, CompletableFuture<Address> answer) {
    Address address =
        new Address(kind, String.format("temp.%s.%d-%d", owner, reign.epoch(), ++named));
    reign.propose(
        new Command.CreateDestination(address, DestinationOptions.DEFAULT, owner),
        new LiveConnection.Into<>(answer, result -> address));
  }

  void delete(Address address, ProducerId owner, CompletableFuture<Void> answer) {
    if (!owner.equals(ownerOf(address))) {
      answer.completeExceptionally(
          new BrokerException(
              Code.NOT_FOUND, address + " is not a temporary destination of this connection"));
    } else if (reign.consumersOf(address) > 0) {
      answer.completeExceptionally(
          new BrokerException(Code.IN_USE, address + " has consumers; close them first"));
    } else {
      reign.propose(
          new Command.DeleteDestination(address, true),
          new LiveConnection.Into<>(answer, result -> null));
    }
  }
}
