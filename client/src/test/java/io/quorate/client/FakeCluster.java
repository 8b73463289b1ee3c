package io.quorate.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.handler.ssl.SslContext;
import io.quorate.client.FakeQueue.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the nodes of one test share: a log that never fails, and who is master. */
public final class FakeCluster {
  final List<FakeBroker> nodes = new ArrayList<>();

  // Guarded by this, as the queues.
  private final Map<String, FakeQueue> queues = new HashMap<>();
  private final Map<ByteString, Long> lastSequences = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private long lastIndex;
  private int temporaries;
  int master;
  long epoch;

  public FakeBroker start(int id) throws IOException {
    return start(id, null);
  }

  FakeBroker start(int id, @Nullable SslContext tls) throws IOException {
    FakeBroker node = new FakeBroker(this, id, tls);
    nodes.add(node);
    return node;
  }

  /** The other master, if there is one, is told nothing. */
  public synchronized FakeBroker elect(FakeBroker node) {
    master = node.id();
    epoch++;
    return node;
  }

  synchronized String nextTemporary() {
    return "temp." + ++temporaries;
  }

  synchronized FakeQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new FakeQueue());
  }

  /** The bodies of all that was stored, as text, in order. */
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  public synchronized int deadCount(String queue) {
    return queue(queue).dead.size();
  }

  synchronized int producerCount() {
    return lastSequences.size();
  }

  /** -1: not known. */
  synchronized long lastSequence(ByteString producer) {
    return lastSequences.getOrDefault(producer, -1L);
  }

  synchronized void know(ByteString producer) {
    lastSequences.putIfAbsent(producer, 0L);
  }

  synchronized void forgetProducers() {
    lastSequences.clear();
  }

  synchronized void taken(ByteString producer, long sequence) {
    lastSequences.merge(producer, sequence, Math::max);
  }

  synchronized long store(ByteString bytes) {
    long index = ++lastIndex;
    io.quorate.proto.message.v1.Message message = parse(bytes);
    log.add(message.getBody().toStringUtf8());
    queue(message.getDestination()).add(new Stored(index << 16, bytes, false, 0));
    queue(message.getDestination()).dispatch();
    return index;
  }

  private static io.quorate.proto.message.v1.Message parse(ByteString bytes) {
    try {
      return io.quorate.proto.message.v1.Message.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public void kill() throws InterruptedException {
    for (FakeBroker node : nodes) {
      node.kill();
    }
  }
}
