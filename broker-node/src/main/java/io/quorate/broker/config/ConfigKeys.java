package io.quorate.broker.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every key there is, in the order of the records that declare them. */
final class ConfigKeys {

  private final Map<String, ConfigKey> byPath = new LinkedHashMap<>();

  ConfigKeys() {
    collect(ClusterConfig.class, "");
    collect(NodeConfig.class, "");
  }

  private void collect(Class<?> recordType, String prefix) {
    for (RecordComponent component : recordType.getRecordComponents()) {
      String path = pathOf(prefix, component);
      Key key = component.getAnnotation(Key.class);
      if (key != null) {
        byPath.put(path, new ConfigKey(path, component.getType(), key));
      } else {
        collect(component.getType(), path);
      }
    }
  }

  /**
   * The path of a component. A section's path ends in what its keys' names are put behind: a dot,
   * or the section's own prefix, after which a name begins with a capital.
   */
  static String pathOf(String prefix, RecordComponent component) {
    Section section = component.getAnnotation(Section.class);
    if (section != null) {
      return section.prefix().isEmpty()
          ? prefix + component.getName() + "."
          : prefix + section.prefix();
    }
    boolean startsName = prefix.isEmpty() || prefix.endsWith(".");
    return prefix + (startsName ? component.getName() : capitalized(component.getName()));
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  List<ConfigKey> all() {
    return new ArrayList<>(byPath.values());
  }

  @Nullable ConfigKey find(String path) {
    return byPath.get(path);
  }

  /** The key that the product itself names, which therefore exists. */
  ConfigKey get(String path) {
    ConfigKey key = byPath.get(path);
    if (key == null) {
      throw new IllegalArgumentException("no key " + path);
    }
    return key;
  }

  boolean isSection(String path) {
    return byPath.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
  }

  /** A flag's name as a path: {@code port-offset} is {@code portOffset}. */
  static String pathOfFlag(String name) {
    StringBuilder path = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      boolean startsWord = i > 0 && name.charAt(i - 1) == '-';
      if (name.charAt(i) != '-') {
        path.append(startsWord ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
      }
    }
    return path.toString();
  }

  /** " (did you mean …?)", or nothing when no key is near. */
  String hintFor(String unknown) {
    Set<String> names = new LinkedHashSet<>(byPath.keySet());
    byPath.keySet().stream()
        .filter(path -> path.contains("."))
        .map(path -> path.substring(0, path.lastIndexOf('.')))
        .forEach(names::add);
    return NearestName.hint(unknown, names);
  }
}
