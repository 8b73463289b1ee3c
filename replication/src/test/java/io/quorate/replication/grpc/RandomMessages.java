package io.quorate.replication.grpc;

import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages of every kind with random contents, found by looking at the records themselves. */
final class RandomMessages {
  private static final List<Message.Refusal> REFUSALS = List.of(Message.Refusal.values());

  private final SplittableRandom random;

  RandomMessages(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Message next(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          isNullable(components[i].getAnnotatedType()) && random.nextBoolean()
              ? null
              : value(components[i].getGenericType());
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return (Message) constructor.newInstance(values);
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType list) {
      return several(() -> value(list.getActualTypeArguments()[0]));
    }
    return switch (((Class<?>) type).getSimpleName()) {
      case "long" -> number();
      case "int" -> random.nextInt();
      case "boolean" -> random.nextBoolean();
      case "String" -> "text " + random.nextInt();
      case "NodeId" -> node();
      case "UUID" -> uuid();
      case "Member" -> new Member(node(), random.nextLong());
      case "LogPosition" -> position();
      case "LogEnd" -> end();
      case "Inventory" -> inventory();
      case "Refusal" -> REFUSALS.get(random.nextInt(REFUSALS.size()));
      case "SnapshotManifest" -> manifest();
      case "Row" -> new Row(bytes(), random.nextBoolean() ? bytes() : null);
      case "Entry" -> entry();
      default -> throw new AssertionError("no random values of " + type);
    };
  }

  private <V> List<V> several(Supplier<V> values) {
    List<V> list = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      list.add(values.get());
    }
    return list;
  }

  /** Zero, small and huge ones. */
  private long number() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private NodeId node() {
    return NodeId.of(1 + random.nextInt(65_535));
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private LogPosition position() {
    return new LogPosition(number(), number());
  }

  private LogEnd end() {
    return new LogEnd(number(), number(), random.nextLong(), number(), number());
  }

  private Entry entry() {
    byte type = random.nextBoolean() ? EntryType.MESSAGE : EntryType.BARRIER;
    return Entry.after(end(), number(), type, Entry.VERSION, number(), ByteBuffer.wrap(bytes()));
  }

  private Inventory inventory() {
    List<LogOutline.EpochStart> starts =
        several(() -> new LogOutline.EpochStart(number(), number()));
    IndexRanges.Builder corrupt = new IndexRanges.Builder();
    for (long from = 5; random.nextBoolean(); from += 10) {
      corrupt.add(from, from + random.nextInt(5));
    }
    return new Inventory(new LogOutline(position(), number(), starts), corrupt.build());
  }

  private SnapshotManifest manifest() {
    TreeMap<NodeId, UUID> voters = new TreeMap<>();
    several(this::node).forEach(node -> voters.put(node, uuid()));
    TreeMap<NodeId, UUID> joining = new TreeMap<>();
    several(this::node).forEach(node -> joining.put(node, uuid()));
    return new SnapshotManifest(end(), new ReplicaSet(voters, joining), random.nextLong(), bytes());
  }

  /** All that a message holds, as text: arrays and entries by their contents. */
  static String describe(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof Entry entry) {
      return Arrays.toString(entry.bytes());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RandomMessages::describe).toList().toString();
    }
    return value instanceof Record whole ? describeRecord(whole) : String.valueOf(value);
  }

  private static String describeRecord(Record whole) {
    List<String> parts = new ArrayList<>();
    for (RecordComponent component : whole.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        parts.add(component.getName() + "=" + describe(component.getAccessor().invoke(whole)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(component.toString(), e);
      }
    }
    return whole.getClass().getSimpleName() + parts;
  }
}
