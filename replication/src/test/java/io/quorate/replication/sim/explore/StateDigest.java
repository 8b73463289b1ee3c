package io.quorate.replication.sim.explore;

import io.quorate.replication.model.Entry;
import io.quorate.replication.sim.GroupImage;
import io.quorate.replication.sim.checker.Seat;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hash of all that the core and the checkers hold, found by looking into every field that can be
 * reached: a field that somebody adds is part of it without being named here. Left out are times,
 * since in the explored world every short patience ends at a tick and no long one ever; what a
 * replica remembers of its probes and whom it has heard, since the coordinator does not care what
 * is asked for; counters that nobody asks; what a process is told once; the way back to the group;
 * and what stands elsewhere too.
 */
final class StateDigest {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private static final Set<String> PACKAGES =
      Set.of(
          "io.quorate.replication",
          "io.quorate.replication.message",
          "io.quorate.replication.model",
          "io.quorate.replication.port",
          "io.quorate.replication.sim.checker");

  private static final Set<String> LEFT_OUT =
      Set.of(
          "ReplicaRole.replies",
          "ReplicaRole.round",
          "ReplicaRole.claimToken",
          "ReplicaRole.highestPromised",
          "Group.contacts",
          "History.truncations",
          "History.snapshots",
          "Checker.history",
          "HandingOver.replicas",
          "EntryCache.ring");

  private static final Set<String> TYPES_LEFT_OUT = Set.of("GroupSettings", "Ports", "Rules");

  /** What is looked at in objects of a class. */
  private record Shape(long name, List<Field> numbers, List<Field> flags, List<Field> references) {}

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shapeOf(type);
        }
      };

  private StateDigest() {}

  static long join(long digest, long next) {
    return mix(digest * 31 + next + STEP);
  }

  private static Shape shapeOf(Class<?> type) {
    // The name of a lambda ends with an address.
    long name = mix(type.getName().replaceAll("/0x.*", "").hashCode());
    Shape shape = new Shape(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    boolean looksInside =
        PACKAGES.contains(type.getPackageName()) || GroupImage.class.equals(outermost(type));
    for (Class<?> at = type; looksInside && at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !isLeftOut(field)) {
          field.setAccessible(true);
          Class<?> of = field.getType();
          boolean isNumber = of == long.class || of == int.class;
          (isNumber ? shape.numbers : of == boolean.class ? shape.flags : shape.references)
              .add(field);
        }
      }
    }
    return shape;
  }

  private static Class<?> outermost(Class<?> type) {
    Class<?> at = type;
    while (at.getEnclosingClass() != null) {
      at = at.getEnclosingClass();
    }
    return at;
  }

  private static boolean isLeftOut(Field field) {
    String name = field.getName();
    String type = field.getType().getSimpleName();
    String owner = field.getDeclaringClass().getSimpleName();
    boolean leadsBack = type.equals("Group") && !owner.equals("GroupCore");
    return name.endsWith("Nanos")
        || name.endsWith("Millis")
        || leadsBack
        || TYPES_LEFT_OUT.contains(type)
        || LEFT_OUT.contains(owner + "." + name);
  }

  /** Of a value of any class. */
  static long of(@Nullable Object value) {
    if (value == null) {
      return STEP;
    } else if (value instanceof Number number) {
      return mix(number.longValue());
    } else if (value instanceof UUID uuid) {
      return join(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    } else if (value instanceof Boolean || value instanceof String) {
      return mix(value.hashCode());
    } else if (value instanceof Enum<?> constant) {
      return mix(constant.name().hashCode());
    } else if (value instanceof Entry entry) {
      return mix(entry.chain() + entry.crc());
    } else if (value instanceof Seat seat) {
      return mix(seat.node().number());
    } else if (value instanceof Map<?, ?> map) {
      return hashOf(map);
    } else if (value instanceof Collection<?> collection) {
      return hashOf(collection);
    } else if (value instanceof byte[] bytes) {
      return mix(Arrays.hashCode(bytes));
    } else if (value instanceof ByteBuffer buffer) {
      return mix(buffer.hashCode());
    } else if (value instanceof Object[] array) {
      return hashOf(array);
    }
    return hashOfFields(value);
  }

  /** In no order: two maps that are equal may differ in theirs. */
  private static long hashOf(Map<?, ?> map) {
    long sum = map.size();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      sum += join(of(entry.getKey()), of(entry.getValue()));
    }
    return mix(sum);
  }

  private static long hashOf(Collection<?> collection) {
    long hash = collection.size();
    boolean ordered = !(collection instanceof Set);
    for (Object element : collection) {
      hash = ordered ? join(hash, of(element)) : hash + of(element);
    }
    return mix(hash);
  }

  private static long hashOf(@Nullable Object[] array) {
    long hash = 0;
    for (Object element : array) {
      if (element != null) {
        hash = join(hash, of(element));
      }
    }
    return hash;
  }

  private static long hashOfFields(Object value) {
    Shape shape = SHAPES.get(value.getClass());
    long hash = shape.name;
    try {
      for (int i = 0; i < shape.numbers.size(); i++) {
        hash = join(hash, shape.numbers.get(i).getLong(value));
      }
      for (int i = 0; i < shape.flags.size(); i++) {
        hash = join(hash, shape.flags.get(i).getBoolean(value) ? 1 : 0);
      }
      for (int i = 0; i < shape.references.size(); i++) {
        hash = join(hash, of(shape.references.get(i).get(value)));
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(value.getClass() + " cannot be looked into", e);
    }
    return hash;
  }

  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
