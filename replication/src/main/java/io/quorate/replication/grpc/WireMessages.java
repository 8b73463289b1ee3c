package io.quorate.replication.grpc;

import static io.quorate.replication.grpc.WireValues.end;
import static io.quorate.replication.grpc.WireValues.entries;
import static io.quorate.replication.grpc.WireValues.entriesOf;
import static io.quorate.replication.grpc.WireValues.inventory;
import static io.quorate.replication.grpc.WireValues.manifest;
import static io.quorate.replication.grpc.WireValues.member;
import static io.quorate.replication.grpc.WireValues.position;
import static io.quorate.replication.grpc.WireValues.refusal;

import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Messages to their wire form and back, with nothing added and nothing decided. */
final class WireMessages {
  private static final Map<Class<?>, BiConsumer<Message, Wire.Envelope.Builder>> WRITERS =
      new HashMap<>();

  static {
    writer(Message.Probe.class, (message, out) -> out.setProbe(probe(message)));
    writer(Message.ProbeReply.class, (message, out) -> out.setProbeReply(probeReply(message)));
    writer(
        Message.PromiseRequest.class,
        (message, out) -> out.getPromiseRequestBuilder().setEpoch(message.epoch()));
    writer(
        Message.Promised.class,
        (message, out) ->
            out.getPromisedBuilder()
                .setEpoch(message.epoch())
                .setInventory(inventory(message.inventory())));
    writer(
        Message.PromiseRefused.class,
        (message, out) ->
            out.getPromiseRefusedBuilder()
                .setEpoch(message.epoch())
                .setPromisedEpoch(message.promisedEpoch())
                .setReason(refusal(message.reason())));
    writer(Message.Fetch.class, (message, out) -> out.setFetch(fetch(message)));
    writer(Message.Fetched.class, (message, out) -> out.setFetched(fetched(message)));
    writer(
        Message.FetchRefused.class,
        (message, out) ->
            out.getFetchRefusedBuilder().setEpoch(message.epoch()).setRequest(message.request()));
    writer(
        Message.OpenStream.class,
        (message, out) ->
            out.getOpenStreamBuilder().setEpoch(message.epoch()).setStream(message.stream()));
    writer(
        Message.StreamOpened.class, (message, out) -> out.setStreamOpened(streamOpened(message)));
    writer(Message.Ship.class, (message, out) -> out.setShip(ship(message)));
    writer(Message.Accept.class, (message, out) -> out.setAccept(accept(message)));
    writer(Message.ShipRefused.class, (message, out) -> out.setShipRefused(shipRefused(message)));
    writer(
        Message.SnapshotBegin.class,
        (message, out) ->
            out.getSnapshotBeginBuilder()
                .setEpoch(message.epoch())
                .setStream(message.stream())
                .setSnapshotId(message.snapshotId())
                .setManifest(manifest(message.manifest())));
    writer(
        Message.SnapshotChunk.class,
        (message, out) -> out.setSnapshotChunk(snapshotChunk(message)));
    writer(
        Message.SnapshotTaken.class,
        (message, out) ->
            out.getSnapshotTakenBuilder()
                .setEpoch(message.epoch())
                .setStream(message.stream())
                .setSnapshotId(message.snapshotId())
                .setNumber(message.number()));
    writer(
        Message.Disbelieve.class,
        (message, out) ->
            out.getDisbelieveBuilder()
                .setEpoch(message.epoch())
                .setStorage(WireValues.uuid(message.storageUuid()))
                .setReason(message.reason()));
    writer(
        Message.HandOver.class,
        (message, out) ->
            out.getHandOverBuilder().setEpoch(message.epoch()).setLastIndex(message.lastIndex()));
    writer(
        Message.YieldPlace.class,
        (message, out) ->
            out.getYieldPlaceBuilder()
                .setEpoch(message.epoch())
                .setSuccessor(message.successor().number()));
  }

  private WireMessages() {}

  private static <M extends Message> void writer(
      Class<M> type, BiConsumer<M, Wire.Envelope.Builder> writer) {
    WRITERS.put(type, (message, out) -> writer.accept(type.cast(message), out));
  }

  static Wire.Envelope envelope(GroupId group, UUID storageUuid, Message message) {
    Wire.Envelope.Builder out =
        Wire.Envelope.newBuilder().setGroup(group.name()).setStorage(WireValues.uuid(storageUuid));
    BiConsumer<Message, Wire.Envelope.Builder> writer = WRITERS.get(message.getClass());
    if (writer == null) {
      throw new IllegalArgumentException("no wire form for " + message.getClass());
    }
    writer.accept(message, out);
    return out.build();
  }

  /**
   * @throws RuntimeException if this is nothing that a node of ours would have sent
   */
  static Envelope envelope(Wire.Envelope wire, Member from) {
    return new Envelope(
        new GroupId(wire.getGroup()), from, WireValues.uuid(wire.getStorage()), message(wire));
  }

  private static Message message(Wire.Envelope wire) {
    return switch (wire.getMessageCase()) {
      case PROBE -> probe(wire.getProbe());
      case PROBE_REPLY -> probeReply(wire.getProbeReply());
      case PROMISE_REQUEST -> new Message.PromiseRequest(wire.getPromiseRequest().getEpoch());
      case PROMISED -> promised(wire.getPromised());
      case PROMISE_REFUSED -> promiseRefused(wire.getPromiseRefused());
      case FETCH -> fetch(wire.getFetch());
      case FETCHED -> fetched(wire.getFetched());
      case FETCH_REFUSED -> fetchRefused(wire.getFetchRefused());
      case OPEN_STREAM -> openStream(wire.getOpenStream());
      case STREAM_OPENED -> streamOpened(wire.getStreamOpened());
      case SHIP -> ship(wire.getShip());
      case ACCEPT -> accept(wire.getAccept());
      case SHIP_REFUSED -> shipRefused(wire.getShipRefused());
      case SNAPSHOT_BEGIN -> snapshotBegin(wire.getSnapshotBegin());
      case SNAPSHOT_CHUNK -> snapshotChunk(wire.getSnapshotChunk());
      case SNAPSHOT_TAKEN -> snapshotTaken(wire.getSnapshotTaken());
      case DISBELIEVE -> disbelieve(wire.getDisbelieve());
      case HAND_OVER -> handOver(wire.getHandOver());
      case YIELD_PLACE -> yieldPlace(wire.getYieldPlace());
      case MESSAGE_NOT_SET ->
          throw new IllegalArgumentException(
              "an envelope with no message, or with one that this version does not know");
    };
  }

  private static Wire.Probe probe(Message.Probe message) {
    return Wire.Probe.newBuilder()
        .setRound(message.round())
        .setHoldsPlace(message.holdsPlace())
        .setLast(position(message.last()))
        .build();
  }

  private static Message.Probe probe(Wire.Probe wire) {
    return new Message.Probe(wire.getRound(), wire.getHoldsPlace(), position(wire.getLast()));
  }

  private static Wire.ProbeReply probeReply(Message.ProbeReply message) {
    Wire.ProbeReply.Builder wire =
        Wire.ProbeReply.newBuilder()
            .setRound(message.round())
            .setPromisedEpoch(message.promisedEpoch())
            .setLast(position(message.last()))
            .setFirstIndex(message.firstIndex())
            .setVoter(message.voter())
            .setMasterEpoch(message.masterEpoch())
            .setMasterHealthy(message.masterHealthy());
    Member master = message.master();
    if (master != null) {
      wire.setMaster(member(master));
    }
    message.lost().forEach(lost -> wire.addLost(member(lost)));
    return wire.build();
  }

  private static Message.ProbeReply probeReply(Wire.ProbeReply wire) {
    return new Message.ProbeReply(
        wire.getRound(),
        wire.getPromisedEpoch(),
        position(wire.getLast()),
        wire.getFirstIndex(),
        wire.getVoter(),
        wire.hasMaster() ? member(wire.getMaster()) : null,
        wire.getMasterEpoch(),
        wire.getMasterHealthy(),
        wire.getLostList().stream().map(WireValues::member).toList());
  }

  private static Message.Promised promised(Wire.Promised wire) {
    return new Message.Promised(wire.getEpoch(), inventory(wire.getInventory()));
  }

  private static Message.PromiseRefused promiseRefused(Wire.PromiseRefused wire) {
    return new Message.PromiseRefused(
        wire.getEpoch(), wire.getPromisedEpoch(), refusal(wire.getReason()));
  }

  private static Wire.Fetch fetch(Message.Fetch message) {
    return Wire.Fetch.newBuilder()
        .setEpoch(message.epoch())
        .setRequest(message.request())
        .setFromInclusive(message.fromInclusive())
        .setToInclusive(message.toInclusive())
        .build();
  }

  private static Message.Fetch fetch(Wire.Fetch wire) {
    return new Message.Fetch(
        wire.getEpoch(), wire.getRequest(), wire.getFromInclusive(), wire.getToInclusive());
  }

  private static Wire.Fetched fetched(Message.Fetched message) {
    return Wire.Fetched.newBuilder()
        .setEpoch(message.epoch())
        .setRequest(message.request())
        .addAllEntries(entries(message.entries()))
        .build();
  }

  private static Message.Fetched fetched(Wire.Fetched wire) {
    return new Message.Fetched(
        wire.getEpoch(), wire.getRequest(), entriesOf(wire.getEntriesList()));
  }

  private static Message.FetchRefused fetchRefused(Wire.FetchRefused wire) {
    return new Message.FetchRefused(wire.getEpoch(), wire.getRequest());
  }

  private static Message.OpenStream openStream(Wire.OpenStream wire) {
    return new Message.OpenStream(wire.getEpoch(), wire.getStream());
  }

  private static Wire.StreamOpened streamOpened(Message.StreamOpened message) {
    return Wire.StreamOpened.newBuilder()
        .setEpoch(message.epoch())
        .setStream(message.stream())
        .setInventory(inventory(message.inventory()))
        .setBootConfirmed(message.bootConfirmed())
        .build();
  }

  private static Message.StreamOpened streamOpened(Wire.StreamOpened wire) {
    return new Message.StreamOpened(
        wire.getEpoch(), wire.getStream(), inventory(wire.getInventory()), wire.getBootConfirmed());
  }

  private static Wire.Ship ship(Message.Ship message) {
    return Wire.Ship.newBuilder()
        .setEpoch(message.epoch())
        .setStream(message.stream())
        .setBefore(end(message.before()))
        .addAllEntries(entries(message.entries()))
        .setCommitIndex(message.commitIndex())
        .build();
  }

  private static Message.Ship ship(Wire.Ship wire) {
    return new Message.Ship(
        wire.getEpoch(),
        wire.getStream(),
        end(wire.getBefore()),
        entriesOf(wire.getEntriesList()),
        wire.getCommitIndex());
  }

  private static Wire.Accept accept(Message.Accept message) {
    return Wire.Accept.newBuilder()
        .setEpoch(message.epoch())
        .setStream(message.stream())
        .setUpToIndex(message.upToIndex())
        .setBootConfirmed(message.bootConfirmed())
        .build();
  }

  private static Message.Accept accept(Wire.Accept wire) {
    return new Message.Accept(
        wire.getEpoch(), wire.getStream(), wire.getUpToIndex(), wire.getBootConfirmed());
  }

  private static Wire.ShipRefused shipRefused(Message.ShipRefused message) {
    Wire.ShipRefused.Builder wire =
        Wire.ShipRefused.newBuilder()
            .setEpoch(message.epoch())
            .setStream(message.stream())
            .setPromisedEpoch(message.promisedEpoch())
            .setReason(refusal(message.reason()));
    var inventory = message.inventory();
    if (inventory != null) {
      wire.setInventory(inventory(inventory));
    }
    return wire.build();
  }

  private static Message.ShipRefused shipRefused(Wire.ShipRefused wire) {
    return new Message.ShipRefused(
        wire.getEpoch(),
        wire.getStream(),
        wire.getPromisedEpoch(),
        refusal(wire.getReason()),
        wire.hasInventory() ? inventory(wire.getInventory()) : null);
  }

  private static Message.SnapshotBegin snapshotBegin(Wire.SnapshotBegin wire) {
    return new Message.SnapshotBegin(
        wire.getEpoch(), wire.getStream(), wire.getSnapshotId(), manifest(wire.getManifest()));
  }

  private static Wire.SnapshotChunk snapshotChunk(Message.SnapshotChunk message) {
    return Wire.SnapshotChunk.newBuilder()
        .setEpoch(message.epoch())
        .setStream(message.stream())
        .setSnapshotId(message.snapshotId())
        .setNumber(message.number())
        .addAllRows(message.rows().stream().map(WireValues::row).toList())
        .addAllKept(entries(message.kept()))
        .setChecksum(message.checksum())
        .setLast(message.last())
        .build();
  }

  private static Message.SnapshotChunk snapshotChunk(Wire.SnapshotChunk wire) {
    return new Message.SnapshotChunk(
        wire.getEpoch(),
        wire.getStream(),
        wire.getSnapshotId(),
        wire.getNumber(),
        wire.getRowsList().stream().map(WireValues::row).toList(),
        entriesOf(wire.getKeptList()),
        wire.getChecksum(),
        wire.getLast());
  }

  private static Message.SnapshotTaken snapshotTaken(Wire.SnapshotTaken wire) {
    return new Message.SnapshotTaken(
        wire.getEpoch(), wire.getStream(), wire.getSnapshotId(), wire.getNumber());
  }

  private static Message.Disbelieve disbelieve(Wire.Disbelieve wire) {
    return new Message.Disbelieve(
        wire.getEpoch(), WireValues.uuid(wire.getStorage()), wire.getReason());
  }

  private static Message.HandOver handOver(Wire.HandOver wire) {
    return new Message.HandOver(wire.getEpoch(), wire.getLastIndex());
  }

  private static Message.YieldPlace yieldPlace(Wire.YieldPlace wire) {
    return new Message.YieldPlace(wire.getEpoch(), NodeId.of(wire.getSuccessor()));
  }
}
